package dev.homelab.edge.alone;

import dev.homelab.edge.alone.Aloneness.Stand;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;

/** What the node's uplinks have heard of the hub lately (RULES N1). From any thread. */
public final class Contact {
  private final InstantSource clock;
  private final Supplier<Duration> monotonic;
  private Aloneness state;
  private Instant lastHeard;

  /** Since when an upstream that is new here owes its first answer, where that was before. */
  private Optional<Duration> aloneBefore = Optional.empty();

  private boolean heard;

  /**
   * Has heard nothing yet.
   *
   * @param limit after which owed answers make the node alone
   * @param monotonic a clock that never jumps
   */
  public Contact(Duration limit, InstantSource clock, Supplier<Duration> monotonic) {
    this.clock = clock;
    this.monotonic = monotonic;
    this.state = Aloneness.within(limit);
    this.lastHeard = clock.instant();
  }

  /** From now on this upstream owes an answer, too. */
  public synchronized void expects(String upstream, boolean gateway) {
    if (!state.links().containsKey(upstream)) {
      state = state.with(upstream, gateway, aloneBefore.orElseGet(monotonic));
    }
  }

  /** The node was alone since then when its process before this one ended. */
  public synchronized void resumes(Instant since) {
    lastHeard = since;
    Duration before = monotonic.get().minus(state.limit());
    aloneBefore = Optional.of(before);
    state
        .links()
        .forEach(
            (upstream, link) -> {
              if (link.owedSince().isPresent()) {
                state = state.with(upstream, link.gateway(), before);
              }
            });
  }

  /**
   * An answer came that proves to be the upstream's.
   *
   * @param hubAge for how long the hub has been silent to it; zero from the hub itself
   */
  public synchronized void heard(String upstream, Duration hubAge) {
    state = state.answered(upstream, hubAge);
    if (stand() == Stand.WITH_HUB) {
      lastHeard = clock.instant().minus(hubAge);
      aloneBefore = Optional.empty();
      heard = true;
    }
  }

  /** An answer that was due so long ago has not come. */
  public synchronized void owed(String upstream, Duration ago) {
    state = state.owed(upstream, monotonic.get().minus(ago));
  }

  public synchronized Stand stand() {
    return state.stand(monotonic.get());
  }

  /** For how long the hub has been silent; what a gateway says of itself to its site. */
  public synchronized Duration hubAge() {
    return state.hubSilence(monotonic.get());
  }

  /** Whether the hub's word was there since the process began. */
  public synchronized boolean hasHeard() {
    return heard;
  }

  /** When the hub's word was last there; before the first one, when the process began. */
  public synchronized Instant lastHeard() {
    return lastHeard;
  }
}

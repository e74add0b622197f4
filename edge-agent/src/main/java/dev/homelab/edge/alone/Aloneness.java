package dev.homelab.edge.alone;

import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Whether a node is alone (RULES N1), pure. Polls are held, so that silence is not the absence of
 * answers but answers that are <em>owed</em>: a greeting, a comparison or a batch from when it was
 * sent, a poll from when its hold is over or its connection breaks. Each answer that proves to be
 * the upstream's settles what it owes.
 *
 * <pre>
 * the hub's word, by its own link or a gateway's   a gateway answers   stand
 * ──────────────────────────────────────────────   ─────────────────   ────────────
 * nothing owed for as long as the limit            any                 WITH_HUB
 * owed for the limit on every link                 yes                 WITH_GATEWAY
 * owed for the limit on every link                 no                  ALONE
 * </pre>
 *
 * Times are of a clock that never jumps.
 *
 * @param limit from when on an owed answer counts as the hub's silence
 * @param links by the upstream's name
 */
public record Aloneness(Duration limit, Map<String, Link> links) {
  private static final Duration FOR_EVER = Duration.ofDays(100_000);

  /** With whom the node stands. */
  public enum Stand {
    WITH_HUB,
    /** The hub is silent, and the site's gateway decides. */
    WITH_GATEWAY,
    /** The node decides for itself; a gateway for its site. */
    ALONE
  }

  /**
   * An upstream.
   *
   * @param gateway whether it only passes the hub's word on
   * @param owedSince since when it owes an answer; empty where it owes none
   * @param hubAge for how long the hub has been silent to it, as it said last
   */
  public record Link(boolean gateway, Optional<Duration> owedSince, Duration hubAge) {
    private Duration silence(Duration now) {
      return owedSince.map(since -> positive(now.minus(since))).orElse(Duration.ZERO);
    }

    private Duration hubSilence(Duration now) {
      return silence(now).plus(hubAge);
    }
  }

  public Aloneness {
    links = Collections.unmodifiableMap(new TreeMap<>(links));
  }

  /** Knows no upstream yet. */
  public static Aloneness within(Duration limit) {
    return new Aloneness(limit, Map.of());
  }

  /** With one more upstream, which owes its first answer since then. */
  public Aloneness with(String upstream, boolean gateway, Duration owedSince) {
    return put(upstream, new Link(gateway, Optional.of(owedSince), Duration.ZERO));
  }

  /**
   * An upstream has answered.
   *
   * @param hubAge for how long the hub has been silent to it; zero from the hub itself
   */
  public Aloneness answered(String upstream, Duration hubAge) {
    Link link = links.get(upstream);
    return link == null
        ? this
        : put(upstream, new Link(link.gateway(), Optional.empty(), positive(hubAge)));
  }

  /** An upstream was to answer then and did not; the first of those times counts. */
  public Aloneness owed(String upstream, Duration since) {
    Link link = links.get(upstream);
    return link == null || link.owedSince().isPresent()
        ? this
        : put(upstream, new Link(link.gateway(), Optional.of(since), link.hubAge()));
  }

  private Aloneness put(String upstream, Link link) {
    Map<String, Link> more = new TreeMap<>(links);
    more.put(upstream, link);
    return new Aloneness(limit, more);
  }

  /** For how long the hub has been silent, directly and through a gateway; zero while it is not. */
  public Duration hubSilence(Duration now) {
    return links.values().stream()
        .map(link -> link.hubSilence(now))
        .min(Duration::compareTo)
        .orElse(FOR_EVER);
  }

  private Duration gatewaySilence(Duration now) {
    return links.values().stream()
        .filter(Link::gateway)
        .map(link -> link.silence(now))
        .min(Duration::compareTo)
        .orElse(FOR_EVER);
  }

  public Stand stand(Duration now) {
    if (hubSilence(now).compareTo(limit) < 0) {
      return Stand.WITH_HUB;
    }
    return gatewaySilence(now).compareTo(limit) < 0 ? Stand.WITH_GATEWAY : Stand.ALONE;
  }

  private static Duration positive(Duration time) {
    return time.isNegative() ? Duration.ZERO : time;
  }
}

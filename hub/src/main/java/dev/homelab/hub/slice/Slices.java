package dev.homelab.hub.slice;

import dev.homelab.event.NodeId;
import dev.homelab.slice.Slice;
import dev.homelab.slice.SliceDocument;
import dev.homelab.sync.SigningKey;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The slices of all nodes (RULES N3). One travels only where the node holds another: an idle node
 * behind LTE gets none. Whose answer may have been lost, or who can't keep it, gets it again after
 * pauses that grow.
 */
public final class Slices {
  private static final System.Logger LOG = System.getLogger(Slices.class.getName());

  /** Until the same slice is given again to a node that does not name it; the last one repeats. */
  private static final List<Duration> PAUSES =
      List.of(
          Duration.ofSeconds(10),
          Duration.ofMinutes(1),
          Duration.ofMinutes(10),
          Duration.ofHours(1));

  private final Function<NodeId, Slice> cut;
  private final SigningKey key;
  private final InstantSource clock;
  private final Supplier<Duration> monotonic;
  private final Map<NodeId, Given> given = new HashMap<>();

  /**
   * What was given last.
   *
   * @param times how often
   * @param at when, on a clock that never jumps
   */
  private record Given(String digest, long version, int times, Duration at) {
    boolean isPausing(Duration now) {
      Duration pause = PAUSES.get(Math.min(times, PAUSES.size()) - 1);
      return now.minus(at).compareTo(pause) < 0;
    }
  }

  /**
   * Has given none yet.
   *
   * @param cut makes a node's slice as it is now
   * @param monotonic a clock that never jumps
   */
  public Slices(
      Function<NodeId, Slice> cut,
      SigningKey key,
      InstantSource clock,
      Supplier<Duration> monotonic) {
    this.cut = cut;
    this.key = key;
    this.clock = clock;
    this.monotonic = monotonic;
  }

  /** Names the slice that waits for a node which holds this one; empty where none does. */
  public String waiting(NodeId node, String held) {
    String digest = SliceDocument.digest(cut.apply(node));
    return due(node, digest, held) ? "slice " + digest : "";
  }

  /** The signed slice for an answer to a node that holds this one; empty where it needs none. */
  public Optional<String> deliver(NodeId node, String held) {
    Slice slice = cut.apply(node);
    String digest = SliceDocument.digest(slice);
    if (!due(node, digest, held)) {
      return Optional.empty();
    }
    Given next = next(given.get(node), digest, held);
    given.put(node, next);
    String text = new SliceDocument(next.version(), slice).sign(key);
    if (!SliceDocument.fits(text)) {
      LOG.log(Level.WARNING, "the slice of " + node + " has more than 64 KiB and is not sent");
      return Optional.empty();
    }
    return Optional.of(text);
  }

  private boolean due(NodeId node, String digest, String held) {
    if (SliceDocument.digestIn(held).equals(digest)) {
      return false;
    }
    Given last = given.get(node);
    return last == null || !last.digest().equals(digest) || !last.isPausing(monotonic.get());
  }

  private Given next(@Nullable Given last, String digest, String held) {
    return last != null && last.digest().equals(digest)
        ? new Given(digest, last.version(), last.times() + 1, monotonic.get())
        : new Given(digest, above(last, held), 1, monotonic.get());
  }

  /** Above what the node holds, too: the hub's clock and disk may have been put back. */
  private long above(@Nullable Given last, String held) {
    long known = Math.max(last == null ? 0 : last.version(), SliceDocument.versionIn(held));
    return Math.max(known + 1, clock.millis());
  }
}

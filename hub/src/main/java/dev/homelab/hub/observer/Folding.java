package dev.homelab.hub.observer;

import dev.homelab.disk.Disk;
import dev.homelab.event.NodeId;
import dev.homelab.inventory.Inventory;
import dev.homelab.log.DurableDays;
import dev.homelab.log.LogLine;
import dev.homelab.log.LogReader;
import dev.homelab.rules.InventoryPolicy;
import dev.homelab.world.World;
import dev.homelab.world.WorldFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/** All nodes' logs as far as they are folded, under one inventory. Blocks; for one worker. */
final class Folding {
  private static final long FULL_LOOK_NANOS = 60_000_000_000L;

  private static final long RETRY_NANOS = 5_000_000_000L;

  /** Of one log before the others have their turn: half a MiB. */
  private static final int TURN_CHUNKS = 4;

  private final NodeId own;
  private final DurableDays ownDurable;
  private final InventoryPolicy policy;
  private final TreeMap<NodeId, NodeFold> folds = new TreeMap<>();
  private final SequencedMap<NodeId, NodeFold> unread = new LinkedHashMap<>();

  /** Logs that have not been read to their end since this began. */
  private final Set<NodeId> starting = new HashSet<>();

  /** Logs that can't be read, and when that is tried again. */
  private final Map<NodeId, Long> unreadable = new HashMap<>();

  /** Logs of which it is not known whether lines have come late. */
  private final Set<NodeId> unlooked = new HashSet<>();

  private final LongSupplier nanos;

  private boolean changed = true;
  private long fullLookNanos;

  /** Who hears of what was read. */
  interface Listener {
    /** A chunk was folded; these lines of it are new. */
    void lines(NodeId log, List<LogLine> lines) throws IOException;

    /** A log is folded up to these lengths, but for so many lines. */
    void folded(NodeId log, Map<LocalDate, Long> lengths, long skipped);

    /** A log can't be read, for a reason in words; or can again. */
    void unreadable(NodeId log, Optional<String> why);
  }

  private Folding(Disk disk, Path root, Inventory inventory, LongSupplier nanos) {
    this.nanos = nanos;
    this.own = inventory.hub();
    this.ownDurable = new DurableDays(disk, root, own);
    this.policy = new InventoryPolicy(inventory);
  }

  /** Goes on from the snapshots; every log is unread. */
  static Folding open(Disk disk, Path root, Inventory inventory, LongSupplier nanos)
      throws IOException {
    Folding folding = new Folding(disk, root, inventory, nanos);
    // Identifies the table of types: a snapshot that was folded with another is not used.
    String table = Integer.toHexString(inventory.routing().types().values().toString().hashCode());
    for (NodeId node : inventory.nodes().keySet()) {
      NodeFold fold = NodeFold.open(disk, root, node, table, folding.policy.meanings(), nanos);
      folding.folds.put(node, fold);
      folding.unread.put(node, fold);
      folding.starting.add(node);
      folding.unlooked.add(node);
    }
    return folding;
  }

  /** A log has grown up to these lengths, negative where they are not known. */
  void grown(NodeId node, Map<LocalDate, Long> grown, Listener listener) {
    NodeFold fold = folds.get(node);
    if (fold == null) {
      return;
    }
    unread.put(node, fold);
    grown.keySet().forEach(fold::grown);
    try {
      Optional<NodeFold.Turn> turn = turn(node, fold, grown);
      if (turn.isPresent()) {
        anew(node, fold, turn.get());
      }
    } catch (IOException failed) {
      setAside(node, failed, listener);
    }
  }

  /** A copy of a day is no longer gone on with: its log is folded anew. */
  void closed(NodeId node, LocalDate day, OptionalInt generation, Listener listener) {
    NodeFold fold = folds.get(node);
    if (fold == null) {
      return;
    }
    fold.closed(day, generation);
    try {
      anew(node, fold, new NodeFold.Turn(day, false));
    } catch (IOException failed) {
      setAside(node, failed, listener);
    }
  }

  private void anew(NodeId node, NodeFold fold, NodeFold.Turn turn) throws IOException {
    fold.again(turn);
    unread.put(node, fold);
    changed = true;
  }

  private Optional<NodeFold.Turn> turn(NodeId node, NodeFold fold, Map<LocalDate, Long> grown)
      throws IOException {
    List<NodeFold.Turn> turns = new ArrayList<>();
    for (Map.Entry<LocalDate, Long> day : grown.entrySet()) {
      if (day.getValue() >= 0) {
        fold.outdatedBy(day.getKey(), day.getValue()).ifPresent(turns::add);
      }
    }
    if (node.equals(own)) {
      ownTurn(fold).ifPresent(turns::add);
    }
    return turns.stream().min(NodeFold.Turn.FURTHEST);
  }

  /** Yesterday each time, all days once a minute. */
  private Optional<NodeFold.Turn> ownTurn(NodeFold fold) throws IOException {
    long now = System.nanoTime();
    if (now - fullLookNanos < FULL_LOOK_NANOS) {
      return fold.outdatedByYesterday();
    }
    fullLookNanos = now;
    return fold.outdated();
  }

  /** What could not be read is tried again after a while. */
  void tryAgain() {
    long now = nanos.getAsLong();
    folds.forEach(
        (node, fold) -> {
          if (unreadable.containsKey(node) && now - unreadable.get(node) >= 0) {
            unread.putIfAbsent(node, fold);
          }
        });
  }

  /** Whether something is left to be read. */
  boolean isUnread() {
    return !unread.isEmpty();
  }

  /**
   * Reads a few chunks of one log, so that a long one does not keep the others waiting, and one
   * that can't be read keeps nobody waiting. A log whose lines could not be told is the next again.
   */
  void readTurn(Listener listener) throws IOException {
    Map.Entry<NodeId, NodeFold> turn = unread.firstEntry();
    NodeId node = turn.getKey();
    NodeFold fold = turn.getValue();
    boolean end = false;
    for (int i = 0; i < TURN_CHUNKS && !end; i++) {
      LogReader.Chunk chunk;
      try {
        chunk = next(node, fold);
      } catch (IOException failed) {
        setAside(node, failed, listener);
        return;
      }
      if (node.equals(own) && !chunk.lines().isEmpty()) {
        syncOwn(chunk);
      }
      changed |= !chunk.lines().isEmpty();
      listener.lines(node, fold.take(chunk));
      end = chunk.end();
    }
    if (unreadable.remove(node) != null) {
      listener.unreadable(node, Optional.empty());
    }
    if (end) {
      arrived(node, fold);
    } else {
      unread.putLast(node, fold);
    }
    listener.folded(node, fold.lengths(), fold.skipped());
  }

  /** Lines may have come late while nobody looked. */
  private LogReader.Chunk next(NodeId node, NodeFold fold) throws IOException {
    if (unlooked.contains(node)) {
      Optional<NodeFold.Turn> late = fold.outdated();
      if (late.isPresent()) {
        fold.again(late.get());
      }
      unlooked.remove(node);
    }
    return fold.next();
  }

  private void arrived(NodeId node, NodeFold fold) {
    unread.remove(node);
    boolean begun = starting.remove(node);
    boolean anew = fold.arrived();
    changed |= begun || anew;
  }

  /** Its fold stays as it is, and so does what it holds of the world. */
  private void setAside(NodeId node, IOException failed, Listener listener) {
    unread.remove(node);
    starting.remove(node);
    unlooked.add(node);
    if (unreadable.put(node, nanos.getAsLong() + RETRY_NANOS) == null) {
      listener.unreadable(node, Optional.of(why(failed)));
    }
  }

  private static String why(IOException failed) {
    return "%s (%s)".formatted(failed.getMessage(), failed.getClass().getSimpleName());
  }

  /** What a power cut could take back is not folded (RULES Y10). */
  private void syncOwn(LogReader.Chunk chunk) throws IOException {
    LocalDate day = null;
    for (LogLine line : chunk.lines()) {
      if (!line.at().day().equals(day)) {
        day = line.at().day();
        var _ = ownDurable.upTo(day);
      }
    }
  }

  /**
   * Whether {@link #merge} would give another world. Never before each log was read to its end:
   * what it still has to say would look as if it were not so. A log that is folded anew later
   * stands for what it said before, until then.
   */
  boolean isChanged() {
    return changed && starting.isEmpty();
  }

  World merge() {
    changed = false;
    return policy.merge().merge(folds.values().stream().map(NodeFold::fold).toList());
  }

  Collection<WorldFiles.NodeCard> cards() {
    return policy.cards();
  }

  /** Writes the snapshots. */
  void save() throws IOException {
    for (NodeFold fold : folds.values()) {
      fold.save();
    }
  }
}

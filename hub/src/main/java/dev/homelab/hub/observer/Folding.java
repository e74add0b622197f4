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
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/** All nodes' logs as far as they are folded, under one inventory. Blocks; for one worker. */
final class Folding {
  private static final long FULL_LOOK_NANOS = 60_000_000_000L;

  /** Of one log before the others have their turn: half a MiB. */
  private static final int TURN_CHUNKS = 4;

  private final NodeId own;
  private final DurableDays ownDurable;
  private final InventoryPolicy policy;
  private final TreeMap<NodeId, NodeFold> folds = new TreeMap<>();
  private final SequencedMap<NodeId, NodeFold> unread = new LinkedHashMap<>();

  /** Logs whose fold went back, and has not come to the end again. */
  private final Set<NodeId> behind = new HashSet<>();

  private boolean changed = true;
  private long fullLookNanos;

  /** Who hears of what was read. */
  interface Listener {
    /** A chunk was folded; these lines of it are new. */
    void lines(NodeId log, List<LogLine> lines) throws IOException;

    /** A log is folded up to these lengths, but for so many lines. */
    void folded(NodeId log, Map<LocalDate, Long> lengths, long skipped);
  }

  private Folding(Disk disk, Path root, Inventory inventory) {
    this.own = inventory.hub();
    this.ownDurable = new DurableDays(disk, root, own);
    this.policy = new InventoryPolicy(inventory);
  }

  /** Goes on from the snapshots; every log is unread. */
  static Folding open(Disk disk, Path root, Inventory inventory, LongSupplier nanos)
      throws IOException {
    Folding folding = new Folding(disk, root, inventory);
    // Identifies the table of types: a snapshot that was folded with another is not used.
    String table = Integer.toHexString(inventory.routing().types().values().toString().hashCode());
    for (NodeId node : inventory.nodes().keySet()) {
      NodeFold fold = NodeFold.open(disk, root, node, table, folding.policy.meanings(), nanos);
      if (fold.isOutdated()) {
        fold.again();
      }
      folding.folds.put(node, fold);
      folding.unread.put(node, fold);
      folding.behind.add(node);
    }
    return folding;
  }

  /** A log has grown up to these lengths, negative where they are not known. */
  void grown(NodeId node, Map<LocalDate, Long> grown) throws IOException {
    NodeFold fold = folds.get(node);
    if (fold == null) {
      return;
    }
    unread.put(node, fold);
    grown.keySet().forEach(fold::grown);
    if (isLate(node, fold, grown)) {
      anew(node, fold);
    }
  }

  /** A copy of a day is no longer gone on with: its log is folded anew. */
  void closed(NodeId node, LocalDate day, OptionalInt generation) {
    NodeFold fold = folds.get(node);
    if (fold != null) {
      fold.closed(day, generation);
      anew(node, fold);
    }
  }

  private void anew(NodeId node, NodeFold fold) {
    fold.again();
    unread.put(node, fold);
    behind.add(node);
    changed = true;
  }

  private boolean isLate(NodeId node, NodeFold fold, Map<LocalDate, Long> grown)
      throws IOException {
    for (Map.Entry<LocalDate, Long> day : grown.entrySet()) {
      if (day.getValue() >= 0 && fold.isOutdatedBy(day.getKey(), day.getValue())) {
        return true;
      }
    }
    return node.equals(own) && ownIsOutdated(fold);
  }

  /** Yesterday each time, all days once a minute. */
  private boolean ownIsOutdated(NodeFold fold) throws IOException {
    long now = System.nanoTime();
    if (now - fullLookNanos < FULL_LOOK_NANOS) {
      return fold.isYesterdayLonger();
    }
    fullLookNanos = now;
    return fold.isOutdated();
  }

  /** Whether something is left to be read. */
  boolean isUnread() {
    return !unread.isEmpty();
  }

  /**
   * Reads a few chunks of one log, so that a long one does not keep the others waiting. A log whose
   * reading failed is the next one again.
   */
  void readTurn(Listener listener) throws IOException {
    Map.Entry<NodeId, NodeFold> turn = unread.firstEntry();
    NodeId node = turn.getKey();
    NodeFold fold = turn.getValue();
    boolean end = false;
    for (int i = 0; i < TURN_CHUNKS && !end; i++) {
      LogReader.Chunk chunk = fold.next();
      if (node.equals(own) && !chunk.lines().isEmpty()) {
        syncOwn(chunk);
      }
      changed |= !chunk.lines().isEmpty();
      listener.lines(node, fold.take(chunk));
      end = chunk.end();
    }
    if (end) {
      unread.remove(node);
      behind.remove(node);
    } else {
      unread.putLast(node, fold);
    }
    listener.folded(node, fold.lengths(), fold.skipped());
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
   * Whether {@link #merge} would give another world. Never while a log is folded from an earlier
   * place on: what it still has to say would look as if it were not so.
   */
  boolean isChanged() {
    return changed && behind.isEmpty();
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

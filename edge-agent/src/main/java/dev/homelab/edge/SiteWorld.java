package dev.homelab.edge;

import dev.homelab.disk.Disk;
import dev.homelab.event.NodeId;
import dev.homelab.log.LogLine;
import dev.homelab.rules.InventoryPolicy;
import dev.homelab.world.LogFold;
import dev.homelab.world.World;
import dev.homelab.world.WorldMerge;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a gateway's own log and its members' copies say together, in memory, each folded apart and
 * merged as the hub merges them (RULES W5, W6). Blocks; for one worker.
 */
final class SiteWorld {
  private static final System.Logger LOG = System.getLogger(SiteWorld.class.getName());

  private final Disk disk;
  private final Path root;
  private final InventoryPolicy policy;
  private final LocalWorld own;
  private final WorldMerge merge;
  private final SortedMap<NodeId, FoldedLog> members = new TreeMap<>();
  private World world = World.EMPTY;
  private long ownSeen;

  /** Those whose logs are still to be read in this reading. */
  private Deque<NodeId> left = new ArrayDeque<>();

  /** Those whose copies could not be read last. */
  private final Set<NodeId> unreadable = new HashSet<>();

  private final List<Lines> lines = new ArrayList<>();
  private boolean changed;

  /** Has read nothing yet but, perhaps, the node's own log. */
  SiteWorld(Disk disk, Path root, InventoryPolicy policy, LocalWorld own) {
    this.disk = disk;
    this.root = root;
    this.policy = policy;
    this.own = own;
    this.merge = policy.merge();
  }

  /** What a member's log has had anew, the newest thousand lines and MiB at most. */
  record Lines(NodeId log, List<LogLine> lines) {}

  /**
   * What a reading gave.
   *
   * @param folded how far each member's log is folded that could be read
   */
  record Read(World world, List<Lines> lines, Map<NodeId, Map<LocalDate, Long>> folded) {}

  /**
   * Begins to fold what is new. What stands in a member's log when it is first read is not told.
   *
   * @param site the members now
   * @param outdated whose copies are to be folded anew; what they said stands until they are
   */
  void begin(Set<NodeId> site, Set<NodeId> outdated) {
    changed |= !members.keySet().equals(site);
    members.keySet().retainAll(site);
    unreadable.retainAll(site);
    for (NodeId member : site) {
      members.computeIfAbsent(member, this::unread);
    }
    outdated.stream().filter(site::contains).forEach(it -> log(it).beginAnew());
    left = new ArrayDeque<>(members.keySet());
  }

  /**
   * Folds a slice of one member's log; empty while there is more. One that can't be read keeps none
   * waiting: what it said stands (RULES S1), and the next reading tries again.
   */
  Optional<Read> readSome() {
    NodeId member = left.peekFirst();
    if (member != null && isRead(member)) {
      left.removeFirst();
    }
    return left.isEmpty() ? Optional.of(whole()) : Optional.empty();
  }

  /** A slice; whether this reading has no more to do with this member. */
  private boolean isRead(NodeId member) {
    try {
      Optional<FoldedLog.Read> read = log(member).readSome();
      read.ifPresent(it -> take(member, it));
      return read.isPresent();
    } catch (IOException failed) {
      if (unreadable.add(member)) {
        LOG.log(Level.WARNING, "the copy of %s can't be read: %s".formatted(member, failed));
      }
      return true;
    }
  }

  private void take(NodeId member, FoldedLog.Read read) {
    if (unreadable.remove(member)) {
      LOG.log(Level.INFO, "the copy of " + member + " can be read again");
    }
    changed |= read.changed();
    if (!read.fresh().isEmpty()) {
      lines.add(new Lines(member, read.fresh()));
    }
  }

  private FoldedLog log(NodeId member) {
    return Objects.requireNonNull(members.get(member));
  }

  private Read whole() {
    if (changed || own.version() != ownSeen) {
      world = members.isEmpty() ? own.world() : merge.merge(folds());
      ownSeen = own.version();
      changed = false;
    }
    Map<NodeId, Map<LocalDate, Long>> folded = new HashMap<>();
    members.forEach(
        (member, log) -> {
          if (log.isSettled()) {
            folded.put(member, log.lengths());
          }
        });
    List<Lines> all = List.copyOf(lines);
    lines.clear();
    return new Read(world, all, folded);
  }

  private FoldedLog unread(NodeId member) {
    return new FoldedLog(disk, root, member, policy, FoldedLog.LATE_LOOK, _ -> {});
  }

  private List<LogFold> folds() {
    List<LogFold> folds = new ArrayList<>(List.of(own.log().fold()));
    members.values().forEach(log -> folds.add(log.fold()));
    return folds;
  }
}

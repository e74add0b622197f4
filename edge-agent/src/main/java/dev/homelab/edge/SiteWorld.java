package dev.homelab.edge;

import dev.homelab.disk.Disk;
import dev.homelab.event.NodeId;
import dev.homelab.log.LogLine;
import dev.homelab.rules.InventoryPolicy;
import dev.homelab.world.LogFold;
import dev.homelab.world.World;
import dev.homelab.world.WorldMerge;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
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

  /** What a member's log has had anew, the newest thousand lines at most. */
  record Lines(NodeId log, List<LogLine> lines) {}

  /**
   * What a reading gave.
   *
   * @param folded how far each member's log is folded
   */
  record Read(World world, List<Lines> lines, Map<NodeId, Map<LocalDate, Long>> folded) {}

  /**
   * Begins to fold what is new. What stands in a member's log when it is first read is not told.
   *
   * @param site the members now
   * @param outdated of whose copies what was folded no longer holds
   */
  void begin(Set<NodeId> site, Set<NodeId> outdated) {
    changed |= !members.keySet().equals(site);
    members.keySet().retainAll(site);
    members.keySet().removeAll(outdated);
    for (NodeId member : site) {
      members.computeIfAbsent(member, this::unread);
    }
    left = new ArrayDeque<>(members.keySet());
  }

  /** Folds a slice of one member's log; empty while there is more. */
  Optional<Read> readSome() throws IOException {
    NodeId member = left.peekFirst();
    if (member != null) {
      FoldedLog log = Objects.requireNonNull(members.get(member));
      boolean first = !log.isWhole();
      Optional<FoldedLog.Read> read = log.readSome();
      if (read.isEmpty()) {
        return Optional.empty();
      }
      left.removeFirst();
      changed |= first || read.get().changed();
      if (!first && !read.get().fresh().isEmpty()) {
        lines.add(new Lines(member, read.get().fresh()));
      }
    }
    return left.isEmpty() ? Optional.of(whole()) : Optional.empty();
  }

  private Read whole() {
    if (changed || own.version() != ownSeen) {
      world = members.isEmpty() ? own.world() : merge.merge(folds());
      ownSeen = own.version();
      changed = false;
    }
    Map<NodeId, Map<LocalDate, Long>> folded = new HashMap<>();
    members.forEach((member, log) -> folded.put(member, log.lengths()));
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

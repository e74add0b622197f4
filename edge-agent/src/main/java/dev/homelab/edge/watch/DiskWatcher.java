package dev.homelab.edge.watch;

import dev.homelab.clock.Moment;
import dev.homelab.clock.MomentClock;
import dev.homelab.edge.host.FileSystem;
import dev.homelab.edge.host.FileSystems;
import dev.homelab.edge.host.FlashWear;
import dev.homelab.event.EventTypes;
import dev.homelab.inventory.Node;
import dev.homelab.supervision.Worker;
import dev.homelab.watching.WatchSetting;
import dev.homelab.watching.WatchSettings;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Watches the file systems that matter: those that the node's {@code capabilities.yaml} names, and
 * Docker's own.
 */
final class DiskWatcher implements Watcher<DiskWatcher.Sight> {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final Duration RECHECK = Duration.ofSeconds(2);

  private final Source source;
  private final Worker worker;
  private final WatchedNode node;
  private final Supplier<Optional<List<String>>> engineFolders;
  private final MomentClock clock;
  private final Map<String, DiskTrend> trends = new HashMap<>();
  private final Map<String, DiskLevel> levels = new HashMap<>();
  private final List<String> always;

  /**
   * What the latest look has said something of; null before the first, and where the engine has not
   * said yet what more it should have looked at.
   */
  private volatile @Nullable Set<String> latest;

  /** The devices whose wear the latest look has read; null before the first. */
  private volatile @Nullable Set<String> worn;

  /** From where the file systems are read. Blocks. */
  interface Source {
    FileSystems.Sight systems(List<String> paths);

    List<FlashWear> wear();
  }

  /** What one look saw. */
  record Sight(
      List<DiskJudgement.Reading> readings, Map<String, String> unreadable, List<FlashWear> wear) {
    Sight {
      readings = List.copyOf(readings);
      unreadable = Map.copyOf(unreadable);
      wear = List.copyOf(wear);
    }
  }

  /**
   * @param worker of this watcher alone: a file system that never answers holds up nobody else
   * @param always the paths that matter on every node
   * @param engineFolders where the engine keeps its images and volumes; empty while that is not
   *     known
   */
  DiskWatcher(
      Source source,
      Worker worker,
      WatchedNode node,
      List<String> always,
      Supplier<Optional<List<String>>> engineFolders,
      MomentClock clock) {
    this.source = source;
    this.worker = worker;
    this.node = node;
    this.always = List.copyOf(always);
    this.engineFolders = engineFolders;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "disk";
  }

  @Override
  public Pace pace() {
    WatchSettings settings = node.settings();
    Duration every = settings.duration(WatchSetting.DISK_EVERY);
    return new Pace(
        every,
        TIMEOUT,
        every.compareTo(RECHECK) < 0 ? every : RECHECK,
        every,
        settings.count(WatchSetting.DISK_BAD_LOOKS),
        settings.count(WatchSetting.DISK_GOOD_LOOKS));
  }

  /** What was told of stays until it is cleared, also where that takes longer than the agent. */
  @Override
  public void resume(List<HeldCondition> held) {
    for (HeldCondition condition : held) {
      if (condition.key().type().equals(EventTypes.DISK_PRESSURE)) {
        DiskLevel.read(condition.sameness())
            .ifPresent(level -> levels.put(condition.key().entity(), level));
      }
    }
  }

  @Override
  public Future<Sight> look() {
    Optional<List<String>> folders = engineFolders.get();
    return worker.run(() -> look(folders));
  }

  private Sight look(Optional<List<String>> engine) {
    Set<String> paths = new LinkedHashSet<>(always);
    paths.addAll(node.node().storage().watch());
    engine.ifPresent(paths::addAll);
    FileSystems.Sight seen = source.systems(List.copyOf(paths));
    Set<String> told = new HashSet<>(seen.unreadable().keySet());
    seen.systems().forEach(system -> told.add(system.path()));
    latest = engine.isPresent() ? Set.copyOf(told) : null;
    Moment now = clock.now();
    List<DiskJudgement.Reading> readings = new ArrayList<>();
    for (FileSystem system : seen.systems()) {
      DiskTrend trend =
          trends.getOrDefault(system.path(), DiskTrend.NONE).with(now, system.usedBytes());
      trends.put(system.path(), trend);
      DiskJudgement.Reading reading =
          new DiskJudgement.Reading(
              system,
              levels.getOrDefault(system.path(), DiskLevel.NORMAL),
              trend.untilFull(system.availableBytes()));
      levels.put(system.path(), reading.level(thresholds()));
      readings.add(reading);
    }
    List<FlashWear> wear = source.wear();
    worn = wear.stream().map(FlashWear::device).collect(Collectors.toUnmodifiableSet());
    return new Sight(readings, seen.unreadable(), wear);
  }

  private DiskLevel.Thresholds thresholds() {
    WatchSettings settings = node.settings();
    Node.Storage storage = node.node().storage();
    return new DiskLevel.Thresholds(
        storage.warningPercent().orElse(settings.percent(WatchSetting.DISK_WARNING)),
        storage.highPercent().orElse(settings.percent(WatchSetting.DISK_HIGH)),
        storage.criticalPercent().orElse(settings.percent(WatchSetting.DISK_CRITICAL)),
        settings.percent(WatchSetting.DISK_CLEARANCE));
  }

  @Override
  public List<Finding> judge(Sight sight, Moment now) {
    List<Finding> findings = new ArrayList<>(DiskJudgement.of(sight.readings(), thresholds()));
    findings.addAll(
        DiskJudgement.wear(sight.wear(), node.settings().percent(WatchSetting.DISK_WEAR)));
    findings.addAll(Blindness.of("disk", paths(sight), sight.unreadable()));
    return findings;
  }

  /** What is not watched any more, was pulled out, or is the same as another, has no trouble. */
  @Override
  public boolean concerns(ConditionKey key) {
    Set<String> devices = worn;
    if (devices != null && key.type().equals(EventTypes.DISK_WEAR)) {
      return devices.contains(key.entity());
    }
    Set<String> told = latest;
    boolean ofPath =
        key.type().equals(EventTypes.DISK_PRESSURE) || key.type().equals(EventTypes.DISK_READ_ONLY);
    String blind = name() + " ";
    if (told == null || (!ofPath && !key.entity().startsWith(blind))) {
      return true;
    }
    return told.contains(ofPath ? key.entity() : key.entity().substring(blind.length()));
  }

  private static List<String> paths(Sight sight) {
    return sight.readings().stream().map(reading -> reading.system().path()).toList();
  }

  @Override
  public Future<Void> close() {
    return worker.close();
  }
}

package dev.homelab.edge.homeassistant;

import dev.homelab.clock.Moment;
import dev.homelab.clock.MomentClock;
import dev.homelab.disk.Disk;
import dev.homelab.edge.watch.ConditionKey;
import dev.homelab.edge.watch.Finding;
import dev.homelab.edge.watch.HeldCondition;
import dev.homelab.edge.watch.Pace;
import dev.homelab.edge.watch.Watcher;
import dev.homelab.watching.HomeAssistantInstance;
import dev.homelab.watching.WatchSetting;
import dev.homelab.watching.WatchSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Watches one Home Assistant (SPEC section 7, "HA diag agent"). What it pushes is kept as it comes;
 * a look is a look at that.
 */
public final class HomeAssistantWatcher implements Watcher<HouseReading> {
  /**
   * Of pushes, so that a house in which everything changes at once is not looked at without end.
   */
  private static final Duration BETWEEN_NUDGES = Duration.ofMillis(500);

  private final Vertx vertx;
  private final HomeAssistantInstance instance;
  private final ZoneId zone;
  private final MomentClock clock;
  private final HouseMemory memory;
  private final House house;
  private final HouseLink link;
  private final LinkJudgement links;
  private final HouseJudgement houses;
  private Future<Void> loaded = Future.failedFuture("not loaded yet");
  private boolean begun;
  private boolean nudgeSoon;

  /** Where an agent keeps its things. */
  public record Place(Disk disk, Path root) {
    Path state() {
      return root.resolve("state");
    }

    Path token(String name) {
      return root.resolve("config").resolve("edge-agent").resolve(name);
    }
  }

  /**
   * @param zone of Sunday morning
   */
  public HomeAssistantWatcher(
      Vertx vertx, HomeAssistantInstance instance, Place place, ZoneId zone, MomentClock clock) {
    this.vertx = vertx;
    this.instance = instance;
    this.zone = zone;
    this.clock = clock;
    this.memory = new HouseMemory(vertx, place.disk(), place.state(), instance.location(), clock);
    this.house = new House(memory);
    this.link = new HouseLink(vertx, instance, place.token(instance.token()), house, clock);
    this.links = new LinkJudgement(settings());
    this.houses = new HouseJudgement(settings());
  }

  private WatchSettings settings() {
    return instance.settings();
  }

  @Override
  public String name() {
    return "ha:" + instance.location();
  }

  @Override
  public String source() {
    return "ha-diag-agent";
  }

  @Override
  public Pace pace() {
    Duration every = settings().duration(WatchSetting.HA_EVERY);
    Duration soon = every.dividedBy(3);
    return new Pace(
        every,
        Duration.ofMinutes(2),
        soon,
        every,
        settings().count(WatchSetting.HA_BAD_LOOKS),
        settings().count(WatchSetting.HA_GOOD_LOOKS));
  }

  @Override
  public Runnable listen(Runnable nudge) {
    Runnable soon = () -> nudge(nudge);
    house.onNews(soon);
    link.onNews(nudge);
    begin();
    return () -> {
      house.onNews(() -> {});
      link.onNews(() -> {});
    };
  }

  /** What stands open here is known to be, also where the memory of the house was lost. */
  @Override
  public void resume(List<HeldCondition> held) {
    Set<Trouble> open =
        held.stream()
            .map(HeldCondition::key)
            .filter(this::concerns)
            .map(key -> new Trouble(key.type(), key.entity()))
            .collect(Collectors.toSet());
    memory.found(open, Set.of());
  }

  private void nudge(Runnable nudge) {
    if (!nudgeSoon) {
      nudgeSoon = true;
      long pause = BETWEEN_NUDGES.toMillis();
      vertx.setTimer(
          pause,
          due -> {
            nudgeSoon = false;
            nudge.run();
          });
    }
  }

  private void begin() {
    if (!begun) {
      begun = true;
      loaded = memory.load().onSuccess(known -> link.start());
    }
  }

  /** Succeeds with what is known now; at first when it is known how the house stands. */
  @Override
  public Future<HouseReading> look() {
    begin();
    return loaded.compose(known -> link.settled()).compose(settled -> seen());
  }

  /** What the house says now, and not what it said up to ten minutes ago. */
  @Override
  public Future<HouseReading> probe() {
    begin();
    return loaded
        .compose(known -> link.settled())
        .compose(settled -> link.askAgain())
        .compose(answered -> seen());
  }

  private Future<HouseReading> seen() {
    Moment now = clock.now();
    HouseReading reading = new HouseReading(link.sight(), known(now), memory.once());
    List<Finding> findings = judge(reading, now);
    memory.found(troubles(findings, true), troubles(findings, false));
    return memory.keep().map(new HouseReading(reading.link(), reading.known(), memory.once()));
  }

  private static Set<Trouble> troubles(List<Finding> findings, boolean bad) {
    return findings.stream()
        .filter(finding -> finding.bad() == bad)
        .map(finding -> new Trouble(finding.key().type(), finding.key().entity()))
        .collect(Collectors.toSet());
  }

  private Optional<HouseReading.Known> known(Moment now) {
    if (!link.known()) {
      return Optional.empty();
    }
    HouseSight sight = house.sight();
    memory.told(
        memory
            .told()
            .after(
                sight.updates(),
                settings().duration(WatchSetting.HA_UPDATE_REPEAT),
                settings().duration(WatchSetting.HA_DIGEST_AT),
                zone,
                now.wall()));
    return Optional.of(new HouseReading.Known(sight, memory.told(), memory.onceWell()));
  }

  /** Whether the house runs and has answered everything. */
  boolean known() {
    return link.known();
  }

  LinkSight sight() {
    return link.sight();
  }

  int failedRuns(String automation) {
    return memory.runs().getOrDefault(automation, FailedRuns.NONE).inARow();
  }

  boolean wasWell(String check) {
    return memory.onceWell().contains(check);
  }

  @Override
  public List<Finding> judge(HouseReading reading, Moment now) {
    Findings findings = new Findings(instance);
    links.judge(reading.link(), now, findings);
    if (reading.known().isPresent()) {
      houses.judge(reading.known().get(), now, findings);
    } else {
      reading.once().stream()
          .filter(trouble -> !LinkJudgement.OWN.contains(trouble))
          .forEach(findings::undecided);
    }
    return findings.with(reading.once());
  }

  /** It answers for its own house alone. */
  @Override
  public boolean concerns(ConditionKey key) {
    return key.node().filter(instance.node()::equals).isPresent();
  }

  @Override
  public Future<Void> close() {
    begun = false;
    return link.stop().transform(stopped -> memory.close());
  }
}

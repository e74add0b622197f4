package dev.homelab.edge.homeassistant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.clock.Moment;
import dev.homelab.edge.homeassistant.HouseSight.Automation;
import dev.homelab.edge.homeassistant.HouseSight.FailedEntry;
import dev.homelab.edge.homeassistant.HouseSight.Integration;
import dev.homelab.edge.homeassistant.HouseSight.Recorder;
import dev.homelab.edge.homeassistant.HouseSight.Unavailable;
import dev.homelab.edge.homeassistant.HouseSight.Update;
import dev.homelab.edge.homeassistant.LinkSight.Phase;
import dev.homelab.edge.watch.Finding;
import dev.homelab.edge.watch.JumpingClock;
import dev.homelab.event.NodeId;
import dev.homelab.watching.HomeAssistantInstance;
import dev.homelab.watching.WatchSettings;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a house's state means, row by row. */
class HouseJudgementTest {
  private static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");
  private static final WatchSettings USUAL = WatchSettings.USUAL;
  private static final HomeAssistantInstance KEN =
      new HomeAssistantInstance(
          "ken",
          URI.create("http://127.0.0.1:8123"),
          new NodeId("piha"),
          List.of(new NodeId("piha")),
          "ha-ken.token",
          false,
          USUAL);

  private static final Moment MOMENT = JumpingClock.at(NOW);

  private static Moment ago(Duration time) {
    return MOMENT.before(time);
  }

  private static HouseSight sight(List<Integration> integrations) {
    return new HouseSight(integrations, List.of(), List.of(), Map.of(), Optional.empty());
  }

  private static List<Finding> judge(
      HouseSight sight, Told told, Set<String> well, Set<Trouble> once) {
    Findings findings = new Findings(KEN);
    new HouseJudgement(USUAL).judge(new HouseReading.Known(sight, told, well), MOMENT, findings);
    return findings.with(once);
  }

  private static List<String> bad(HouseSight sight) {
    return judge(sight, Told.NOTHING, Set.of(), Set.of()).stream()
        .filter(Finding::bad)
        .map(finding -> finding.key().type() + "/" + finding.key().entity())
        .toList();
  }

  @ParameterizedTest(name = "{0} of {1} unavailable for {2}: {3}")
  @CsvSource({
    "3, 6, PT3M,     ha_integration_failed/hue",
    "3, 6, PT2M59S,  -",
    "2, 6, PT2M59S,  -",
    "2, 6, PT23H,    -",
    "1, 6, PT24H,    ha_entity_unavailable_long/light.0",
    "3, 6, PT48H,    ha_integration_failed/hue",
    "1, 1, PT3M,     ha_integration_failed/hue",
    "1, 2, PT3M,     ha_integration_failed/hue",
    "0, 6, PT3M,     -",
  })
  @DisplayName(
      "Root cause first: at least half for 3 minutes is the integration, else each for a day")
  void integrations(int unavailable, int entities, Duration time, String expected) {
    List<Unavailable> gone = new ArrayList<>();
    for (int i = 0; i < unavailable; i++) {
      gone.add(new Unavailable("light." + i, ago(time)));
    }
    assertThat(bad(sight(List.of(new Integration("hue", entities, gone, List.of())))))
        .isEqualTo(expected.equals("-") ? List.of() : List.of(expected));
  }

  private static List<Finding> gone(int count, Set<Trouble> once) {
    List<Unavailable> gone = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      gone.add(new Unavailable("light.%03d".formatted(i), ago(Duration.ofDays(2))));
    }
    Integration hue = new Integration("hue", 1_000, gone, List.of());
    return judge(sight(List.of(hue)), Told.NOTHING, Set.of(), once);
  }

  @Test
  @DisplayName(
      "Beyond a hundred entities the others are one event, with their number and the first")
  void many() {
    Trouble others = new Trouble("ha_entity_unavailable_long", "others");
    List<Finding> findings = gone(137, Set.of(others));
    assertThat(findings).hasSize(101).allMatch(Finding::bad);
    Finding last = findings.getLast();
    assertThat(last.key().entity()).isEqualTo("others");
    assertThat(last.message())
        .startsWith(
            "Home Assistant of ken: 37 more entities have been unavailable for long: light.100, ")
        .endsWith("light.119, …");
    assertThat(last.details()).containsEntry("count", 37).containsKey("entities");
    assertThat(last.repeat()).isEqualTo(Duration.ofHours(6));
    List<Finding> fewer = gone(100, Set.of(others));
    assertThat(fewer).hasSize(101);
    assertThat(fewer.getLast().bad()).as("the others are over").isFalse();
  }

  @Test
  @DisplayName("A failed setup speaks for its entities, however long they are unavailable")
  void setup() {
    Integration hue =
        new Integration(
            "hue",
            10,
            List.of(new Unavailable("light.0", ago(Duration.ofDays(3)))),
            List.of(
                new FailedEntry("Bridge", "setup_retry", "no answer", ago(Duration.ofHours(1)))));
    List<Finding> findings = judge(sight(List.of(hue)), Told.NOTHING, Set.of(), Set.of());
    assertThat(findings).hasSize(1);
    assertThat(findings.getFirst().message())
        .isEqualTo(
            "Home Assistant of ken: the integration hue has failed"
                + " (Bridge: setup_retry, no answer)");
    assertThat(findings.getFirst().details()).containsEntry("location", "ken");
    assertThat(findings.getFirst().key().node()).contains(new NodeId("piha"));
    assertThat(findings.getFirst().repeat()).isEqualTo(Duration.ofHours(6));
  }

  @Test
  @DisplayName("What is in no registry belongs to no integration, and is told alone")
  void withoutIntegration() {
    Integration none =
        new Integration(
            "", 1, List.of(new Unavailable("sensor.x", ago(Duration.ofDays(2)))), List.of());
    assertThat(bad(sight(List.of(none)))).containsExactly("ha_entity_unavailable_long/sensor.x");
  }

  @Test
  @DisplayName("What was wrong and is not there any more is over; what nothing is known of is not")
  void ends() {
    Trouble gone = new Trouble("ha_entity_unavailable_long", "light.9");
    Trouble recorder = new Trouble("ha_recorder_lag", "");
    List<Finding> findings =
        judge(sight(List.of()), Told.NOTHING, Set.of(), Set.of(gone, recorder));
    assertThat(findings).hasSize(1);
    assertThat(findings.getFirst().bad()).isFalse();
    assertThat(findings.getFirst().key().entity()).isEqualTo("light.9");
  }

  @ParameterizedTest(name = "{0} failed runs, {1}: {2}")
  @CsvSource({
    "2, on, false",
    "3, on, true",
    "7, on, true",
    "3, off, false",
    "3, unavailable, true"
  })
  @DisplayName("An automation fails after three failed runs in a row; switched off it does not")
  void automations(int failures, String state, boolean told) {
    Automation morning =
        new Automation(
            "1", "automation.m", "Morning", state, new FailedRuns(failures, NOW, "no such action"));
    HouseSight sight =
        new HouseSight(List.of(), List.of(morning), List.of(), Map.of(), Optional.empty());
    assertThat(bad(sight)).hasSize(told ? 1 : 0);
  }

  @ParameterizedTest(name = "{0} {1}: {2}")
  @CsvSource({
    "error, '', FAILED",
    "disallowed_recursion_detected, '', FAILED",
    "finished, '', WELL",
    "finished, oops, FAILED",
    "aborted, '', NEITHER",
    "cancelled, '', NEITHER",
    "failed_conditions, '', NEITHER",
    "failed_single, '', NEITHER",
    "'', '', NEITHER",
  })
  @DisplayName("Which runs fail: an error, not what ended at a condition or was stopped")
  void outcomes(String execution, String error, Run.Outcome outcome) {
    assertThat(new Run("1", NOW, execution, error).outcome()).isEqualTo(outcome);
  }

  @Test
  @DisplayName("A run is counted once, however often it is listed; one that ends well begins anew")
  void counting() {
    FailedRuns runs = FailedRuns.NONE;
    Run first = new Run("1", NOW, "error", "a");
    runs = runs.after(first).after(first);
    assertThat(runs.inARow()).isEqualTo(1);
    runs = runs.after(new Run("1", NOW.plusSeconds(1), "aborted", ""));
    runs = runs.after(new Run("1", NOW.plusSeconds(2), "error", "b"));
    assertThat(runs).isEqualTo(new FailedRuns(2, NOW.plusSeconds(2), "b"));
    assertThat(runs.after(new Run("1", NOW.plusSeconds(3), "finished", "")).inARow()).isZero();
  }

  private static HouseSight health(String error) {
    return new HouseSight(
        List.of(), List.of(), List.of(), Map.of("cloud.can_reach", error), Optional.empty());
  }

  @Test
  @DisplayName("System health is told only from ok to error")
  void systemHealth() {
    assertThat(judge(health("unreachable"), Told.NOTHING, Set.of(), Set.of())).isEmpty();
    assertThat(judge(health("unreachable"), Told.NOTHING, Set.of("cloud.can_reach"), Set.of()))
        .hasSize(1);
    assertThat(judge(health(""), Told.NOTHING, Set.of("cloud.can_reach"), Set.of())).isEmpty();
  }

  @ParameterizedTest(name = "backlog {0}, recording {1}, thread {2}, migrating {3}, for {4}: {5}")
  @CsvSource({
    "0,    true,  true,  false, PT1H, false",
    "4999, true,  true,  false, PT1H, false",
    "5000, true,  true,  false, PT2M, true",
    "5000, true,  true,  false, PT1M, false",
    "0,    false, true,  false, PT2M, true",
    "0,    true,  false, false, PT2M, true",
    "9999, false, true,  true,  PT1H, false",
  })
  @DisplayName(
      "A recorder lags with its backlog, or where it does not record; not while it migrates")
  void recorder(
      long backlog,
      boolean recording,
      boolean thread,
      boolean migrating,
      Duration time,
      boolean told) {
    RecorderSight sight = new RecorderSight(backlog, recording, thread, migrating);
    Recorder recorder = new Recorder(sight.trouble(5000), ago(time), sight);
    HouseSight house =
        new HouseSight(List.of(), List.of(), List.of(), Map.of(), Optional.of(recorder));
    assertThat(bad(house)).hasSize(told ? 1 : 0);
  }

  private static final Duration WEEK = Duration.ofDays(7);
  private static final Duration EIGHT = Duration.ofHours(8);
  private static final ZoneId WARSAW = ZoneId.of("Europe/Warsaw");

  private static List<Update> boiler(String state, String version) {
    return List.of(new Update("update.boiler", state, "Boiler", "1.0", version, ""));
  }

  @Test
  @DisplayName(
      "An update that goes and comes again is told once in seven days; another version at once")
  void updates() {
    Told told = Told.NOTHING.after(boiler("on", "1.1"), WEEK, EIGHT, WARSAW, NOW);
    assertThat(told.holdsBack(boiler("on", "1.1").getFirst(), WEEK, NOW)).isFalse();
    Instant later = NOW.plus(Duration.ofDays(1));
    told = told.after(boiler("off", "1.1"), WEEK, EIGHT, WARSAW, later);
    told = told.after(boiler("on", "1.1"), WEEK, EIGHT, WARSAW, later);
    assertThat(told.holdsBack(boiler("on", "1.1").getFirst(), WEEK, later)).isTrue();
    assertThat(told.holdsBack(boiler("on", "1.2").getFirst(), WEEK, later)).isFalse();
    Instant week = NOW.plus(WEEK);
    assertThat(told.holdsBack(boiler("on", "1.1").getFirst(), WEEK, week)).isFalse();
    assertThat(Told.read(told.toMap(), told.digest())).isEqualTo(told);
  }

  @ParameterizedTest(name = "at {0}: \"{1}\"")
  @CsvSource({
    "2026-11-27T12:00:00Z, ''",
    "2026-11-29T06:59:59Z, ''",
    "2026-11-29T07:00:00Z, 2026-11-29",
    "2026-11-29T10:59:59Z, 2026-11-29",
    "2026-11-29T11:00:00Z, ''",
    "2026-03-29T06:00:00Z, 2026-03-29",
    "2026-03-29T05:59:59Z, ''",
    "2026-10-25T06:59:59Z, ''",
    "2026-10-25T07:00:00Z, 2026-10-25",
  })
  @DisplayName("The digest is told on Sunday morning of the owner, also when the clock changes")
  void digest(Instant time, String expected) {
    Told told = Told.NOTHING.after(boiler("on", "1.1"), WEEK, EIGHT, WARSAW, time);
    assertThat(told.digest()).isEqualTo(expected);
    assertThat(told.after(boiler("off", "1.1"), WEEK, EIGHT, WARSAW, time).digest()).isEmpty();
  }

  @Test
  @DisplayName("The digest lists what waits")
  void digestLists() {
    HouseSight house =
        new HouseSight(List.of(), List.of(), boiler("on", "1.1"), Map.of(), Optional.empty());
    Told told = new Told(Map.of(), "2026-11-29");
    List<Finding> findings = judge(house, told, Set.of(), Set.of());
    assertThat(findings)
        .extracting(finding -> finding.key().entity())
        .containsExactly("update.boiler", "digest");
    assertThat(findings.getLast().details().get("updates").toString())
        .contains("latest_version=1.1");
  }

  private static LinkSight link(Phase phase, Duration time, boolean planned) {
    return new LinkSight(phase, ago(time), "why", planned, "", MOMENT);
  }

  @ParameterizedTest(name = "{0} for {1}, planned {2}: {3}")
  @CsvSource({
    "OPEN,       PT1H,    false, -",
    "STARTING,   PT1H,    false, -",
    "CONNECTING, PT1H,    false, -",
    "CLOSED,     PT9S,    false, -",
    "CLOSED,     PT10S,   false, ha_websocket_dead",
    "CLOSED,     PT4M59S, true,  -",
    "CLOSED,     PT5M,    true,  ha_websocket_dead",
    "SILENT,     PT4M59S, false, -",
    "SILENT,     PT5M,    false, ha_websocket_dead",
    "REFUSED,    PT1S,    false, ha_token_refused",
    "UNREADABLE, PT1S,    false, ha_unreadable",
  })
  @DisplayName("When the connection counts as dead, and what else can be wrong with it")
  void links(Phase phase, Duration time, boolean planned, String expected) {
    Findings findings = new Findings(KEN);
    new LinkJudgement(USUAL).judge(link(phase, time, planned), MOMENT, findings);
    assertThat(findings.with(Set.of()).stream().map(finding -> finding.key().type()).toList())
        .isEqualTo(expected.equals("-") ? List.of() : List.of(expected));
  }

  @ParameterizedTest(name = "a jump of {0} h while it is closed for {1} s: {2}")
  @CsvSource({
    "24, 9, -",
    "-24, 9, -",
    "24, 10, ha_websocket_dead",
    "-24, 10, ha_websocket_dead",
  })
  @DisplayName("A wall clock that jumps is no time")
  void jumps(int hours, int seconds, String expected) {
    Findings findings = new Findings(KEN);
    Moment now =
        new Moment(NOW.plus(Duration.ofHours(hours)), MOMENT.running().plusSeconds(seconds));
    new LinkJudgement(USUAL).judge(link(Phase.CLOSED, Duration.ZERO, false), now, findings);
    assertThat(findings.with(Set.of()).stream().map(finding -> finding.key().type()).toList())
        .isEqualTo(expected.equals("-") ? List.of() : List.of(expected));
  }

  @ParameterizedTest(name = "{0}: ends {1}")
  @CsvSource({
    "OPEN, ha_websocket_dead ha_token_refused ha_unreadable",
    "STARTING, ha_token_refused",
    "CLOSED, -",
    "SILENT, -",
    "REFUSED, ha_websocket_dead",
  })
  @DisplayName("What ends with the connection; nothing but the token while Home Assistant starts")
  void linkEnds(Phase phase, String expected) {
    Findings findings = new Findings(KEN);
    new LinkJudgement(USUAL).judge(link(phase, Duration.ofMinutes(1), false), MOMENT, findings);
    assertThat(
            findings.with(LinkJudgement.OWN).stream()
                .filter(finding -> !finding.bad())
                .map(finding -> finding.key().type())
                .filter(type -> !(phase == Phase.REFUSED && type.equals("ha_unreadable"))))
        .containsExactlyInAnyOrder(expected.equals("-") ? new String[0] : expected.split(" "));
  }

  @Test
  @DisplayName("A restart that is refused again and again keeps its beginning and its plan")
  void goesOn() {
    HangUp closed = new HangUp(HangUp.Reason.CLOSED, "refused");
    LinkSight first = LinkSight.began(MOMENT).open(MOMENT).ended(closed, true, MOMENT, MOMENT);
    LinkSight later = first.ended(closed, false, MOMENT, JumpingClock.at(NOW.plusSeconds(60)));
    assertThat(later.since()).isEqualTo(MOMENT);
    assertThat(later.planned()).isTrue();
  }
}

package dev.homelab.edge.homeassistant;

import dev.homelab.clock.Moment;
import dev.homelab.edge.homeassistant.HouseSight.Automation;
import dev.homelab.edge.homeassistant.HouseSight.Recorder;
import dev.homelab.edge.homeassistant.HouseSight.Update;
import dev.homelab.event.EventJson;
import dev.homelab.event.EventTypes;
import dev.homelab.event.Severity;
import dev.homelab.watching.WatchSetting;
import dev.homelab.watching.WatchSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is known of a house means: its automations, updates, recorder and system health. */
final class HouseJudgement {
  /** The one finding that lists what waits on a Sunday. */
  static final Trouble DIGEST = new Trouble(EventTypes.HA_UPDATE_AVAILABLE, "digest");

  private static final Trouble RECORDER = new Trouble(EventTypes.HA_RECORDER_LAG, "");
  private static final int MOST_LISTED = 50;

  private final WatchSettings settings;
  private final IntegrationJudgement integrations;

  HouseJudgement(WatchSettings settings) {
    this.settings = settings;
    this.integrations = new IntegrationJudgement(settings);
  }

  void judge(HouseReading.Known known, Moment now, Findings into) {
    HouseSight sight = known.sight();
    integrations.judge(sight.integrations(), now, into);
    sight.automations().forEach(automation -> automation(automation, into));
    sight.updates().forEach(update -> update(update, known.told(), now.wall(), into));
    digest(sight.updates(), known.told(), into);
    recorder(sight.recorder(), now, into);
    sight
        .health()
        .forEach(
            (check, error) -> {
              if (!error.isEmpty() && known.onceWell().contains(check)) {
                degraded(check, error, into);
              }
            });
  }

  private void automation(Automation automation, Findings into) {
    int failures = automation.runs().inARow();
    if (failures < settings.count(WatchSetting.HA_AUTOMATION_FAILURES)
        || automation.state().equals("off")) {
      return;
    }
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("automation", automation.item());
    details.put("entity_id", automation.entity());
    details.put("name", automation.name());
    details.put("failures", failures);
    details.put("error", automation.runs().error());
    details.put("last_run", EventJson.time(automation.runs().counted()));
    into.bad(
        new Trouble(EventTypes.HA_AUTOMATION_FAILING, automation.item()),
        Severity.WARNING,
        "the automation \"%s\" failed %d times in a row: %s"
            .formatted(automation.name(), failures, automation.runs().error()),
        "",
        details,
        settings.duration(WatchSetting.HA_REPEAT));
  }

  private void update(Update update, Told told, Instant now, Findings into) {
    Trouble trouble = new Trouble(EventTypes.HA_UPDATE_AVAILABLE, update.entity());
    Duration repeat = settings.duration(WatchSetting.HA_UPDATE_REPEAT);
    if (update.waits() && !told.holdsBack(update, repeat, now)) {
      into.bad(
          trouble,
          Severity.INFO,
          "%s %s is available (installed: %s)"
              .formatted(update.title(), update.latest(), update.installed()),
          update.latest(),
          detail(update),
          repeat);
    } else if (update.waits() || !update.state().equals("off")) {
      into.undecided(trouble);
    }
  }

  private static Map<String, Object> detail(Update update) {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("entity_id", update.entity());
    details.put("title", update.title());
    details.put("installed_version", update.installed());
    details.put("latest_version", update.latest());
    if (!update.url().isEmpty()) {
      details.put("release_url", update.url());
    }
    return details;
  }

  private void digest(List<Update> updates, Told told, Findings into) {
    List<Update> waiting = updates.stream().filter(Update::waits).toList();
    if (waiting.isEmpty() || told.digest().isEmpty()) {
      return;
    }
    into.bad(
        DIGEST,
        Severity.INFO,
        waiting.size() == 1
            ? "1 update waits: %s %s"
                .formatted(waiting.getFirst().title(), waiting.getFirst().latest())
            : "%d updates wait".formatted(waiting.size()),
        told.digest(),
        Map.of(
            "digest",
            told.digest(),
            "updates",
            waiting.stream().limit(MOST_LISTED).map(HouseJudgement::detail).toList()),
        Duration.ZERO);
  }

  private void recorder(Optional<Recorder> recorder, Moment now, Findings into) {
    if (recorder.isEmpty()) {
      into.undecided(RECORDER);
      return;
    }
    Recorder it = recorder.get();
    if (it.trouble().isEmpty()) {
      return;
    }
    if (!now.isPast(it.since(), settings.duration(WatchSetting.HA_RECORDER_AFTER))) {
      into.undecided(RECORDER);
      return;
    }
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("backlog", it.sight().backlog());
    details.put("recording", it.sight().recording());
    details.put("thread_running", it.sight().threadRunning());
    details.put("trouble_since", EventJson.time(it.since().wall()));
    into.bad(
        RECORDER,
        Severity.WARNING,
        "the recorder lags: " + it.trouble(),
        "",
        details,
        settings.duration(WatchSetting.HA_REPEAT));
  }

  private void degraded(String check, String error, Findings into) {
    into.bad(
        new Trouble(EventTypes.HA_SYSTEM_HEALTH_DEGRADED, check),
        Severity.WARNING,
        "system health of %s was ok and is not: %s".formatted(check, error),
        error,
        Map.of("check", check, "error", error),
        settings.duration(WatchSetting.HA_REPEAT));
  }
}

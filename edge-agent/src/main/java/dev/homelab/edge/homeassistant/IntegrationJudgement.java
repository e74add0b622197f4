package dev.homelab.edge.homeassistant;

import dev.homelab.clock.Moment;
import dev.homelab.edge.homeassistant.HouseSight.FailedEntry;
import dev.homelab.edge.homeassistant.HouseSight.Integration;
import dev.homelab.edge.homeassistant.HouseSight.Unavailable;
import dev.homelab.event.EventJson;
import dev.homelab.event.EventTypes;
import dev.homelab.event.Severity;
import dev.homelab.watching.WatchSetting;
import dev.homelab.watching.WatchSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Root cause first: an integration that failed, or at least half of whose entities are unavailable,
 * speaks for its entities; one alone is told when it has been unavailable for a day.
 *
 * <pre>
 *   the integration                                        says
 *   one of its entries failed for 3 minutes                ha_integration_failed
 *   half of its entities unavailable, each for 3 minutes   ha_integration_failed
 *   either of both since less                              nothing yet
 *   otherwise, an entity unavailable for 24 hours          ha_entity_unavailable_long
 *   those of them beyond the first hundred                 the same, one for all of them
 * </pre>
 */
final class IntegrationJudgement {
  private static final int MOST_EXAMPLES = 10;

  /** More are told in one: an incident is read by a person. */
  static final int MOST_ENTITIES = 100;

  private static final int MOST_NAMED = 20;

  /** The one finding for all beyond those. */
  private static final Trouble OTHERS =
      new Trouble(EventTypes.HA_ENTITY_UNAVAILABLE_LONG, "others");

  private final WatchSettings settings;

  IntegrationJudgement(WatchSettings settings) {
    this.settings = settings;
  }

  void judge(List<Integration> integrations, Moment now, Findings into) {
    int told = 0;
    List<Unavailable> others = new ArrayList<>();
    for (Integration integration : integrations) {
      if (speaksForAll(integration, now, into)) {
        integration.unavailable().forEach(it -> into.undecided(entity(it)));
        if (!integration.unavailable().isEmpty()) {
          into.undecided(OTHERS);
        }
        continue;
      }
      for (Unavailable entity : integration.unavailable()) {
        if (lasts(entity.since(), WatchSetting.HA_ENTITY_AFTER, now)) {
          if (++told <= MOST_ENTITIES) {
            unavailable(integration, entity, into);
          } else {
            into.undecided(entity(entity));
            others.add(entity);
          }
        }
      }
    }
    if (!others.isEmpty()) {
      others(others, into);
    }
  }

  private void others(List<Unavailable> all, Findings into) {
    List<String> named = all.stream().map(Unavailable::id).limit(MOST_NAMED).toList();
    into.bad(
        OTHERS,
        Severity.WARNING,
        "%d more entities have been unavailable for long: %s%s"
            .formatted(
                all.size(), String.join(", ", named), named.size() < all.size() ? ", …" : ""),
        "",
        Map.of("count", all.size(), "entities", named),
        settings.duration(WatchSetting.HA_REPEAT));
  }

  private boolean speaksForAll(Integration integration, Moment now, Findings into) {
    if (integration.domain().isEmpty()) {
      return false;
    }
    List<FailedEntry> failed =
        integration.failed().stream()
            .filter(it -> lasts(it.since(), WatchSetting.HA_INTEGRATION_AFTER, now))
            .toList();
    long gone =
        integration.unavailable().stream()
            .filter(it -> lasts(it.since(), WatchSetting.HA_INTEGRATION_AFTER, now))
            .count();
    if (!failed.isEmpty() || isShare(gone, integration)) {
      failed(integration, failed, into);
      return true;
    }
    boolean soon =
        !integration.failed().isEmpty() || isShare(integration.unavailable().size(), integration);
    if (soon) {
      into.undecided(new Trouble(EventTypes.HA_INTEGRATION_FAILED, integration.domain()));
    }
    return soon;
  }

  private boolean isShare(long unavailable, Integration integration) {
    return unavailable > 0
        && unavailable * 100
            >= (long) integration.entities() * settings.percent(WatchSetting.HA_INTEGRATION_SHARE);
  }

  private boolean lasts(Moment since, WatchSetting after, Moment now) {
    return now.isPast(since, settings.duration(after));
  }

  private void failed(Integration integration, List<FailedEntry> failed, Findings into) {
    int gone = integration.unavailable().size();
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("integration", integration.domain());
    details.put("entities", integration.entities());
    details.put("unavailable", gone);
    details.put(
        "examples",
        integration.unavailable().stream().map(Unavailable::id).limit(MOST_EXAMPLES).toList());
    details.put("entries", failed.stream().limit(MOST_EXAMPLES).map(this::entry).toList());
    String why =
        failed.isEmpty()
            ? "%d of its %d entities are unavailable".formatted(gone, integration.entities())
            : failed.getFirst().title() + ": " + failed.getFirst().words();
    into.bad(
        new Trouble(EventTypes.HA_INTEGRATION_FAILED, integration.domain()),
        Severity.WARNING,
        "the integration %s has failed (%s)".formatted(integration.domain(), why),
        "",
        details,
        settings.duration(WatchSetting.HA_REPEAT));
  }

  private Map<String, Object> entry(FailedEntry entry) {
    return Map.of(
        "title", entry.title(),
        "state", entry.state(),
        "reason", entry.reason(),
        "since", EventJson.time(entry.since().wall()));
  }

  private void unavailable(Integration integration, Unavailable entity, Findings into) {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("entity", entity.id());
    details.put("integration", integration.domain());
    details.put("unavailable_since", EventJson.time(entity.since().wall()));
    into.bad(
        entity(entity),
        Severity.WARNING,
        "%s has been unavailable since %s"
            .formatted(entity.id(), EventJson.time(entity.since().wall())),
        "",
        details,
        settings.duration(WatchSetting.HA_REPEAT));
  }

  private static Trouble entity(Unavailable entity) {
    return new Trouble(EventTypes.HA_ENTITY_UNAVAILABLE_LONG, entity.id());
  }
}

package dev.homelab.edge.homeassistant;

import dev.homelab.clock.Moment;
import dev.homelab.edge.homeassistant.HouseSight.Automation;
import dev.homelab.edge.homeassistant.HouseSight.FailedEntry;
import dev.homelab.edge.homeassistant.HouseSight.Integration;
import dev.homelab.edge.homeassistant.HouseSight.Recorder;
import dev.homelab.edge.homeassistant.HouseSight.Unavailable;
import dev.homelab.edge.homeassistant.HouseSight.Update;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The little that is kept of a house: of each entity its id, its integration and whether it is
 * there; more only of automations, updates and what is in trouble. 5,000 entities are some 1.4 MiB.
 */
final class House implements Shapes.EntityHearer, Shapes.HealthHearer {
  /** What is read of attributes at all. */
  static final Set<String> ATTRIBUTES =
      Set.of("id", "friendly_name", "installed_version", "latest_version", "title", "release_url");

  static final int MOST_ENTITIES = 50_000;
  private static final int MOST_CHECKS = 1_000;
  private static final int MOST_AUTOMATIONS = 5_000;

  private static final Set<String> FAILED =
      Set.of("setup_error", "migration_error", "setup_retry", "failed_unload");

  /** In between two tries it is neither well nor ill. */
  private static final Set<String> BETWEEN = Set.of("setup_in_progress", "unload_in_progress");

  private final HouseMemory memory;
  private final Map<String, Entity> entities = new HashMap<>();
  private final Map<String, String> domains = new HashMap<>();
  private final Map<String, Detailed> detailed = new TreeMap<>();
  private final Map<String, Configured> entries = new LinkedHashMap<>();
  private final Map<String, String> health = new TreeMap<>();
  private final Set<String> checkedNow = new HashSet<>();
  private @Nullable Recorder recorder;
  private Moment now = new Moment(Instant.EPOCH, Duration.ZERO);
  private Runnable news = () -> {};

  /** What every entity has. */
  private static final class Entity {
    private String domain = "";
    private Presence presence = Presence.UNKNOWN;

    /** Whether this connection has told of it: what changes from then on is seen as it happens. */
    private boolean looked;
  }

  private enum Presence {
    UNKNOWN,
    THERE,
    UNAVAILABLE
  }

  /** What automations and updates have beside that. */
  private static final class Detailed {
    private String state = "";
    private final Map<String, String> attributes = new HashMap<>();

    String attribute(String name, String fallback) {
      String text = attributes.getOrDefault(name, "");
      return text.isEmpty() ? fallback : text;
    }
  }

  private record Configured(Shapes.Entry entry, @Nullable Moment failingSince) {}

  House(HouseMemory memory) {
    this.memory = memory;
  }

  /** Told whenever something may have got better or worse. */
  void onNews(Runnable handler) {
    news = handler;
  }

  /** The time of what is said next. */
  void at(Moment time) {
    now = time;
  }

  /** All entities that there are; the others are forgotten. Gives those that are new. */
  List<String> listed(Collection<String> ids) {
    Set<String> all = new HashSet<>(ids);
    entities.keySet().retainAll(all);
    detailed.keySet().retainAll(all);
    memory.unavailable().keySet().retainAll(all);
    List<String> fresh = new ArrayList<>();
    for (String id : all) {
      if (entities.size() < MOST_ENTITIES && !entities.containsKey(id)) {
        entities.put(id, new Entity());
        fresh.add(id);
      }
    }
    return fresh;
  }

  /** All entities that there are, each of which a new connection has to ask for again. */
  List<String> listedAnew(Collection<String> ids) {
    List<String> fresh = listed(ids);
    entities.values().forEach(entity -> entity.looked = false);
    return fresh.size() == entities.size() ? fresh : List.copyOf(entities.keySet());
  }

  /** Makes room for an entity that came later; says whether it is new. */
  boolean appeared(String id) {
    return entities.size() < MOST_ENTITIES && entities.putIfAbsent(id, new Entity()) == null;
  }

  Collection<String> entities() {
    return entities.keySet();
  }

  void belongs(String id, String domain) {
    Entity entity = entities.get(id);
    if (entity != null) {
      entity.domain = domains.computeIfAbsent(domain, same -> same);
    }
  }

  @Override
  public boolean wantsAttributes(String id) {
    return id.startsWith("automation.") || id.startsWith("update.");
  }

  @Override
  public void said(String id, Shapes.EntityNews said) {
    Entity entity = entities.get(id);
    if (entity == null) {
      return;
    }
    if (wantsAttributes(id)) {
      detail(id, said);
    }
    String state = said.state();
    if (state == null) {
      return;
    }
    Presence before = entity.presence;
    boolean goesNow = entity.looked && before == Presence.THERE;
    entity.looked = true;
    if (state.equals("unavailable")) {
      entity.presence = Presence.UNAVAILABLE;
      memory.unavailable(id, since(goesNow, said.changed()));
    } else {
      entity.presence = Presence.THERE;
      memory.available(id);
    }
    if (before != entity.presence) {
      news.run();
    }
  }

  /** What goes while it is looked at goes now, whatever the other machine's clock says. */
  private Moment since(boolean goesNow, @Nullable Instant changed) {
    if (changed == null) {
      return now;
    }
    return goesNow ? now.calledBy(changed) : now.at(changed);
  }

  private void detail(String id, Shapes.EntityNews said) {
    Detailed detail = detailed.computeIfAbsent(id, absent -> new Detailed());
    detail.attributes.putAll(said.attributes());
    String state = said.state();
    if (state != null && !state.equals(detail.state)) {
      detail.state = state;
      news.run();
    }
  }

  @Override
  public void removed(String id) {
    entities.remove(id);
    detailed.remove(id);
    memory.available(id);
    news.run();
  }

  /** All configured integrations that there are come first, then each change. */
  void configured(List<Shapes.Entry> said) {
    for (Shapes.Entry entry : said) {
      if (entry.removed() || entry.disabled()) {
        entries.remove(entry.id());
      } else {
        Configured before = entries.get(entry.id());
        entries.put(entry.id(), new Configured(entry, failingSince(entry, before)));
      }
    }
    news.run();
  }

  private @Nullable Moment failingSince(Shapes.Entry entry, @Nullable Configured before) {
    Moment since = before == null ? null : before.failingSince();
    if (FAILED.contains(entry.state())) {
      return since == null ? now : since;
    }
    return BETWEEN.contains(entry.state()) ? since : null;
  }

  /** Before a new list of all configured integrations. */
  void forgetEntriesBut(Collection<String> ids) {
    entries.keySet().retainAll(ids);
  }

  void ran(List<Run> runs) {
    runs.stream()
        .sorted(Comparator.comparing(Run::finished))
        .forEach(
            run -> {
              FailedRuns before = memory.runs().getOrDefault(run.item(), FailedRuns.NONE);
              if (memory.runs().size() < MOST_AUTOMATIONS || !before.equals(FailedRuns.NONE)) {
                memory.ran(run.item(), before.after(run));
              }
            });
    news.run();
  }

  /** How the recorder answers; where there is none, nothing is said of it. */
  void records(RecorderSight sight, long mostBacklog) {
    Moment since = recorder == null || recorder.trouble().isEmpty() ? now : recorder.since();
    recorder = new Recorder(sight.trouble(mostBacklog), since, sight);
    news.run();
  }

  @Override
  public void checked(String domain, String key, String error) {
    String check = domain + "." + key;
    if (health.size() < MOST_CHECKS || health.containsKey(check)) {
      health.put(check, error);
      checkedNow.add(check);
      if (error.isEmpty()) {
        memory.well(check);
      }
    }
  }

  @Override
  public void finished() {
    health.keySet().retainAll(checkedNow);
    checkedNow.clear();
    news.run();
  }

  HouseSight sight() {
    return new HouseSight(
        integrations(),
        automations(),
        updates(),
        Map.copyOf(health),
        Optional.ofNullable(recorder));
  }

  private List<Integration> integrations() {
    Map<String, int[]> counts = new TreeMap<>();
    Map<String, List<Unavailable>> gone = new HashMap<>();
    entities.forEach(
        (id, entity) -> {
          if (entity.presence != Presence.UNKNOWN) {
            counts.computeIfAbsent(entity.domain, first -> new int[1])[0]++;
          }
          if (entity.presence == Presence.UNAVAILABLE) {
            gone.computeIfAbsent(entity.domain, first -> new ArrayList<>())
                .add(new Unavailable(id, memory.unavailableSince(id, now)));
          }
        });
    Map<String, List<FailedEntry>> failed = new HashMap<>();
    for (Configured configured : entries.values()) {
      Shapes.Entry entry = configured.entry();
      counts.computeIfAbsent(entry.domain(), first -> new int[1]);
      if (configured.failingSince() != null) {
        failed
            .computeIfAbsent(entry.domain(), first -> new ArrayList<>())
            .add(
                new FailedEntry(
                    entry.title(), entry.state(), entry.reason(), configured.failingSince()));
      }
    }
    return counts.entrySet().stream()
        .map(
            it ->
                new Integration(
                    it.getKey(),
                    it.getValue()[0],
                    sorted(gone.getOrDefault(it.getKey(), List.of())),
                    failed.getOrDefault(it.getKey(), List.of())))
        .toList();
  }

  private static List<Unavailable> sorted(List<Unavailable> gone) {
    return gone.stream()
        .sorted(
            Comparator.comparing((Unavailable it) -> it.since().running())
                .thenComparing(Unavailable::id))
        .toList();
  }

  private List<Automation> automations() {
    List<Automation> all = new ArrayList<>();
    detailed.forEach(
        (id, detail) -> {
          FailedRuns runs = memory.runs().get(detail.attribute("id", ""));
          if (id.startsWith("automation.") && runs != null && runs.inARow() > 0) {
            all.add(
                new Automation(
                    detail.attribute("id", ""),
                    id,
                    detail.attribute("friendly_name", id),
                    detail.state,
                    runs));
          }
        });
    return all;
  }

  private List<Update> updates() {
    List<Update> all = new ArrayList<>();
    detailed.forEach(
        (id, detail) -> {
          if (id.startsWith("update.")) {
            String name = detail.attribute("friendly_name", id);
            all.add(
                new Update(
                    id,
                    detail.state,
                    detail.attribute("title", name),
                    detail.attribute("installed_version", "?"),
                    detail.attribute("latest_version", "?"),
                    detail.attribute("release_url", "")));
          }
        });
    return all;
  }
}

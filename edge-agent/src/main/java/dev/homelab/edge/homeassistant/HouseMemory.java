package dev.homelab.edge.homeassistant;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.homelab.clock.Moment;
import dev.homelab.clock.MomentClock;
import dev.homelab.disk.Disk;
import dev.homelab.disk.DiskFiles;
import dev.homelab.event.EventJson;
import dev.homelab.event.Values;
import dev.homelab.supervision.Worker;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What has to outlive the agent, in {@code state/ha-<location>.json}: since when an entity is
 * unavailable (Home Assistant's own {@code last_changed} begins anew with each of its restarts),
 * failed runs in a row, updates that were told, checks that were once well, and what was found
 * wrong and may have ended meanwhile. Written when something was found wrong, and otherwise at most
 * every five minutes.
 */
final class HouseMemory {
  private static final System.Logger LOG = System.getLogger(HouseMemory.class.getName());
  private static final Duration SAVED_EVERY = Duration.ofMinutes(5);
  private static final int MOST_ONCE = 2_000;

  /** After so many looks at which it was over, its end has been told. */
  private static final int OVER = 200;

  private final Vertx vertx;
  private final Disk disk;
  private final MomentClock clock;
  private final Path folder;
  private final Path file;
  private final Map<String, Moment> unavailable = new HashMap<>();
  private final Map<String, FailedRuns> runs = new HashMap<>();
  private final Map<Trouble, Integer> once = new HashMap<>();
  private final Set<String> onceWell = new TreeSet<>();
  private Told told = Told.NOTHING;
  private boolean loaded;
  private boolean changed;
  private boolean urgent;
  private boolean failing;
  private @Nullable Moment saved;
  private @Nullable Worker worker;

  HouseMemory(Vertx vertx, Disk disk, Path stateFolder, String location, MomentClock clock) {
    this.vertx = vertx;
    this.disk = disk;
    this.clock = clock;
    this.folder = stateFolder;
    this.file = stateFolder.resolve("ha-" + location + ".json");
  }

  /** Succeeds when what was kept is known again; a file that can't be read begins anew. */
  Future<Void> load() {
    return worker()
        .run(() -> DiskFiles.read(disk, file).map(HouseMemory::parse).orElse(Map.of()))
        .otherwise(Map.of())
        .onSuccess(this::take)
        .mapEmpty();
  }

  private Worker worker() {
    if (worker == null) {
      worker = new Worker(vertx, "homeassistant");
    }
    return worker;
  }

  private static Map<String, Object> parse(byte[] bytes) {
    try {
      return EventJson.parse(new String(bytes, StandardCharsets.UTF_8));
    } catch (JsonProcessingException torn) {
      LOG.log(System.Logger.Level.WARNING, "what was known of a house is no JSON and begins anew");
      return Map.of();
    }
  }

  private void take(Map<String, Object> map) {
    Moment now = clock.now();
    loaded = true;
    Values.object(map, "unavailable")
        .forEach(
            (id, at) -> {
              Instant since = EventJson.readTime(at);
              if (since != null) {
                unavailable.put(id, now.at(since));
              }
            });
    Values.object(map, "runs").keySet().forEach(item -> takeRuns(item, map));
    Values.list(map, "once")
        .forEach(it -> Trouble.read(String.valueOf(it)).ifPresent(trouble -> once.put(trouble, 0)));
    Values.list(map, "once_well").forEach(it -> onceWell.add(String.valueOf(it)));
    told = Told.read(Values.object(map, "updates"), Values.text(map, "digest"));
  }

  private void takeRuns(String item, Map<String, Object> map) {
    Map<String, Object> run = Values.object(Values.object(map, "runs"), item);
    Instant counted = EventJson.readTime(run.get("counted"));
    if (counted != null) {
      String error = Values.text(run, "error");
      int inARow = Math.clamp(Values.number(run, "in_a_row", 0), 0, 1_000_000);
      runs.put(item, new FailedRuns(inARow, counted, error == null ? "" : error));
    }
  }

  Map<String, Moment> unavailable() {
    return unavailable;
  }

  /** What was known before holds: Home Assistant begins its own time anew, and clocks jump. */
  void unavailable(String id, Moment since) {
    changed |= unavailable.putIfAbsent(id, since) == null;
  }

  void available(String id) {
    changed |= unavailable.remove(id) != null;
  }

  Moment unavailableSince(String id, Moment fallback) {
    return unavailable.getOrDefault(id, fallback);
  }

  Map<String, FailedRuns> runs() {
    return runs;
  }

  void ran(String item, FailedRuns now) {
    changed |= !now.equals(runs.put(item, now));
  }

  void well(String check) {
    changed |= onceWell.add(check);
  }

  Set<String> onceWell() {
    return Set.copyOf(onceWell);
  }

  Told told() {
    return told;
  }

  void told(Told now) {
    changed |= !now.equals(told);
    told = now;
  }

  Set<Trouble> once() {
    return Set.copyOf(once.keySet());
  }

  /** Notes what is wrong at a look, and what was and is not. */
  void found(Set<Trouble> bad, Set<Trouble> over) {
    for (Trouble trouble : bad) {
      if (once.size() < MOST_ONCE || once.containsKey(trouble)) {
        urgent |= once.put(trouble, 0) == null;
      }
    }
    for (Trouble trouble : over) {
      if (once.merge(trouble, 1, Integer::sum) > OVER) {
        once.remove(trouble);
        changed = true;
      }
    }
  }

  /** Succeeds when nothing that is needed after a crash is only in memory; never fails. */
  Future<Void> keep() {
    boolean due = changed && (saved == null || clock.now().isPast(saved, SAVED_EVERY));
    return urgent || due ? save(worker()) : Future.succeededFuture();
  }

  private Future<Void> save(Worker writer) {
    byte[] bytes = EventJson.pretty(content());
    changed = false;
    urgent = false;
    saved = clock.now();
    return writer
        .run(
            () -> {
              DiskFiles.createDirectories(disk, folder);
              DiskFiles.replace(disk, file, bytes);
              return true;
            })
        .onComplete(done -> note(done.succeeded(), String.valueOf(done.cause())))
        .transform(done -> Future.succeededFuture());
  }

  private void note(boolean written, String cause) {
    if (!written) {
      changed = true;
      if (!failing) {
        LOG.log(System.Logger.Level.WARNING, "{0} can''t be written: {1}", file, cause);
      }
    }
    failing = !written;
  }

  private Map<String, Object> content() {
    Map<String, Object> since = new TreeMap<>();
    unavailable.forEach((id, at) -> since.put(id, EventJson.time(at.wall())));
    Map<String, Object> failed = new TreeMap<>();
    runs.forEach(
        (item, it) ->
            failed.put(
                item,
                Map.of(
                    "in_a_row", it.inARow(),
                    "counted", EventJson.time(it.counted()),
                    "error", it.error())));
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("unavailable", since);
    content.put("runs", failed);
    content.put("updates", told.toMap());
    content.put("digest", told.digest());
    content.put("once", once.keySet().stream().map(Trouble::toString).sorted().toList());
    content.put("once_well", List.copyOf(onceWell));
    return content;
  }

  /**
   * Succeeds when it stands on disk, or can't be written; what was never known is left as it is.
   */
  Future<Void> close() {
    Worker mine = worker();
    worker = null;
    Future<Void> last = loaded ? save(mine) : Future.succeededFuture();
    return last.eventually(mine::close);
  }
}

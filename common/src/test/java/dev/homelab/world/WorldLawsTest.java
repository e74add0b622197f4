package dev.homelab.world;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.event.Event;
import dev.homelab.event.NodeId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

/** Laws of the world on random logs: what rebuild, merge and snapshots rest on. */
class WorldLawsTest {
  private static final List<NodeId> NODES = List.of(Logs.VPS, Logs.EDGE, Logs.PIHA);
  private static final List<String> SERVICES = List.of("mosquitto", "npm", "outline");
  private static final List<String> TYPES =
      List.of(
          "containers_not_running",
          "service_unhealthy",
          "mqtt_unreachable",
          "log_diverged",
          "strange_new_trouble");

  @Property(tries = 200)
  @Label("W6: the order in which logs are merged does not matter")
  void orderOfLogsDoesNotMatter(@ForAll @LongRange(min = 0) long seed) {
    Logs logs = random(seed);
    List<LogFold> folds = new ArrayList<>(logs.folds());
    SortedMap<String, byte[]> straight = files(Logs.merge(folds));
    Collections.shuffle(folds, new Random(seed));
    assertSame(files(Logs.merge(folds)), straight);
  }

  @Property(tries = 200)
  @Label(
      "W6: logs folded in any interleaving, merged between, through snapshots at any place, give the"
          + " same bytes")
  void liveEqualsRebuild(@ForAll @LongRange(min = 0) long seed) {
    Logs logs = random(seed);
    Random random = new Random(seed);
    TreeMap<NodeId, LogFold> live = new TreeMap<>();
    Map<NodeId, Integer> at = new HashMap<>();
    while (logs.lines.entrySet().stream()
        .anyMatch(log -> at.getOrDefault(log.getKey(), 0) < log.getValue().size())) {
      NodeId node = NODES.get(random.nextInt(NODES.size()));
      List<Event> lines = logs.lines.getOrDefault(node, List.of());
      int next = at.getOrDefault(node, 0);
      if (next >= lines.size()) {
        continue;
      }
      LogFold fold = live.computeIfAbsent(node, it -> new LogFold(it, Logs::meaning));
      fold.apply(lines.get(next), Logs.day(lines.get(next)));
      at.put(node, next + 1);
      if (random.nextInt(5) == 0) {
        live.put(node, throughSnapshot(fold));
      }
      if (random.nextInt(10) == 0) {
        assertThat(files(Logs.merge(List.copyOf(live.values())))).isNotEmpty();
      }
    }
    assertSame(files(Logs.merge(List.copyOf(live.values()))), files(logs.world()));
  }

  private static LogFold throughSnapshot(LogFold fold) {
    byte[] bytes = new FoldSnapshot(FoldSnapshot.FORMAT, "t", "p", fold.state()).write();
    FoldState read = FoldSnapshot.read(bytes, "t").orElseThrow().state();
    return LogFold.restore(read, Logs::meaning);
  }

  private static SortedMap<String, byte[]> files(World world) {
    TreeMap<String, WorldFiles.ServiceCard> services = new TreeMap<>();
    SERVICES.forEach(name -> services.put(name, new WorldFiles.ServiceCard(true, "private")));
    return WorldFiles.render(
        world,
        NODES.stream().map(node -> new WorldFiles.NodeCard(node, List.of(), services)).toList());
  }

  private static void assertSame(SortedMap<String, byte[]> one, SortedMap<String, byte[]> two) {
    assertThat(one.keySet()).isEqualTo(two.keySet());
    one.forEach(
        (name, bytes) ->
            assertThat(new String(bytes, java.nio.charset.StandardCharsets.UTF_8))
                .as(name)
                .isEqualTo(new String(two.get(name), java.nio.charset.StandardCharsets.UTF_8)));
  }

  private static Logs random(long seed) {
    Random random = new Random(seed);
    Logs logs = new Logs();
    long second = 0;
    int lines = random.nextInt(200);
    for (int i = 0; i < lines; i++) {
      second += random.nextInt(100) == 0 ? 86_400 * 2L : random.nextInt(1200);
      NodeId log = NODES.get(random.nextInt(NODES.size()));
      NodeId about = random.nextInt(3) == 0 ? NODES.get(random.nextInt(NODES.size())) : log;
      String service = SERVICES.get(random.nextInt(SERVICES.size()));
      String type = TYPES.get(random.nextInt(TYPES.size()));
      // Lines come late, and clocks are behind.
      long time = random.nextInt(6) == 0 ? Math.max(0, second - random.nextInt(90_000)) : second;
      switch (random.nextInt(13)) {
        case 0, 1, 2 ->
            logs.add(
                log,
                about,
                time,
                type,
                service,
                random.nextBoolean() ? Logs.since(time) : Map.of());
        case 3, 4 ->
            logs.add(
                log,
                about,
                time,
                "service_recovered",
                service,
                random.nextBoolean() ? Map.of("of", type) : Map.of());
        case 5 ->
            logs.add(
                log,
                second,
                "checks_confirmed",
                null,
                Map.of("watchers", Map.of("containers", List.of()), "services", List.of(service)));
        case 6 ->
            logs.add(
                log,
                about,
                second,
                List.of("action_pending", "action_running", "action_completed")
                    .get(random.nextInt(3)),
                service,
                Map.of("action_id", "a-" + random.nextInt(3), "kind", "container_restart"));
        case 7 -> logs.add(log, about, second, "clock_skew", null, Map.of("ahead_seconds", 40L));
        case 8 ->
            logs.add(
                log,
                second,
                random.nextBoolean() ? "silence_created" : "silence_ended",
                null,
                Map.of("silence_id", "s-" + random.nextInt(2), "service", service));
        case 9 ->
            logs.add(
                log,
                second,
                random.nextBoolean() ? "incident_acknowledged" : "incident_unacknowledged",
                null,
                Map.of(
                    "incident_id",
                    "inc-%d-%s-%s"
                        .formatted(Logs.START.getEpochSecond() + second, about, service)));
        case 10 ->
            logs.add(
                log,
                second,
                "desired_changed",
                null,
                Map.of("removed", List.of(about + "/" + service)));
        case 11 ->
            logs.add(
                log,
                second,
                List.of("deployment_started", "deployment_completed", "deployment_failed")
                    .get(random.nextInt(3)),
                service,
                Map.of());
        default -> logs.add(log, new NodeId("old-name"), time, type, service, Map.of());
      }
    }
    return logs;
  }
}

package dev.homelab.edge.announce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.homelab.edge.container.Await;
import dev.homelab.edge.homeassistant.RealHomeAssistant;
import dev.homelab.edge.mqtt.Broker;
import dev.homelab.edge.mqtt.TestBroker;
import dev.homelab.edge.mqtt.TestLine;
import dev.homelab.edge.watch.ConditionKey;
import dev.homelab.edge.watch.HeldCondition;
import dev.homelab.edge.watch.JumpingClock;
import dev.homelab.event.EventTypes;
import dev.homelab.event.NodeId;
import dev.homelab.event.Severity;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a real Home Assistant makes of a node that is announced at its broker, a real Mosquitto. */
class AnnouncedAtHomeIT {
  private static final Vertx VERTX = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private static final Duration SOON = Duration.ofMinutes(1);
  private static final Instant SINCE = Instant.parse("2026-03-01T12:00:00Z");
  private static final String ALERT = "sensor.homelab_chelsty_infra_alert";
  private static final List<String> PROBLEMS =
      Stream.of("containers", "disk", "tailscale", "mqtt", "uplink")
          .map(AnnouncedAtHomeIT::problem)
          .toList();

  @TempDir static Path folder;
  private static @Nullable TestBroker broker;
  private static @Nullable RealHomeAssistant started;

  private final List<Announcer> running = new ArrayList<>();
  private final List<HeldCondition> held = new CopyOnWriteArrayList<>();
  private volatile Optional<Instant> alone = Optional.empty();

  @BeforeAll
  static void up() throws Exception {
    assumeTrue(TestBroker.isThere(), "NOT RUN HERE: mosquitto is missing");
    RealHomeAssistant home = RealHomeAssistant.install(folder.resolve("home"));
    started = home;
    broker = TestBroker.open(folder.resolve("broker"));
    home.start();
    String entry =
        home.configure(
            "mqtt", new JsonObject().put("broker", "127.0.0.1").put("port", broker().port()));
    assertThat(entry).isNotEmpty();
  }

  @AfterAll
  static void down() throws InterruptedException {
    try {
      if (started != null) {
        started.close();
      }
    } finally {
      try {
        if (broker != null) {
          broker.close();
        }
      } finally {
        Await.get("vertx closed", VERTX.close());
      }
    }
  }

  /** What a test that failed has left, which has the next one's client id. */
  @AfterEach
  void stopAll() {
    List.copyOf(running).forEach(this::stop);
  }

  private void stop(Announcer announcer) {
    running.remove(announcer);
    Await.get("stop", announcer.stop());
  }

  private static TestBroker broker() {
    return Objects.requireNonNull(broker);
  }

  private static RealHomeAssistant home() {
    return Objects.requireNonNull(started);
  }

  private static String problem(String what) {
    return "binary_sensor.homelab_chelsty_infra_" + what;
  }

  private static JsonObject entity(String id) {
    return home().get("/api/states/" + id);
  }

  private static String state(String id) {
    return entity(id).getString("state", "");
  }

  private static String attribute(String id, String name) {
    return entity(id).getJsonObject("attributes").getString(name, "");
  }

  private static void awaits(String id, String state) {
    try {
      Await.until("%s is %s".formatted(id, state), SOON, () -> state(id).equals(state));
    } catch (AssertionError late) {
      throw new AssertionError("%s, not %s".formatted(late.getMessage(), entity(id)), late);
    }
  }

  private static void awaitAll(String state) {
    PROBLEMS.forEach(id -> awaits(id, state));
  }

  /** Each of these problem sensors is on, and no other. */
  private static void onlyOn(String... on) {
    assertThat(PROBLEMS.stream().filter(id -> state(id).equals("on"))).containsExactly(on);
  }

  private Announcer announced(int port) {
    Announcer announcer =
        new Announcer(
            VERTX,
            NodeId.of("chelsty-infra"),
            "0.1.0",
            () -> Future.succeededFuture(Optional.of(Broker.at("127.0.0.1:" + port, 0))),
            () -> List.copyOf(held),
            () -> alone,
            () -> Optional.of("http://192.168.1.10:18181"));
    running.add(announcer);
    Await.get("start", announcer.start());
    announcer.alerts(List.of());
    return announcer;
  }

  private static HeldCondition condition(String watcher, String type, String message) {
    return new HeldCondition(
        watcher,
        new ConditionKey("", type),
        SINCE,
        Severity.ERROR,
        message,
        "",
        Map.of(),
        true,
        JumpingClock.at(SINCE));
  }

  @Test
  @DisplayName(
      "One device with a problem sensor for each of its parts and an alert's text, all off")
  void discovered() throws IOException {
    Announcer announcer = announced(broker().port());
    awaitAll("off");
    awaits(ALERT, "none");
    PROBLEMS.forEach(id -> assertThat(attribute(id, "device_class")).isEqualTo("problem"));
    assertThat(attribute(problem("disk"), "friendly_name")).isEqualTo("CHELSTY-INFRA Disk");
    JsonObject device =
        home()
            .post(
                "/api/template",
                new JsonObject()
                    .put(
                        "template",
                        """
                        {%% set device = device_id('%s') %%}
                        {{ {'name': device_attr(device, 'name'),
                            'url': device_attr(device, 'configuration_url') | string,
                            'entities': device_entities(device)} | to_json }}"""
                            .formatted(ALERT)));
    assertThat(device.getString("name")).isEqualTo("CHELSTY-INFRA");
    assertThat(device.getString("url")).isEqualTo("http://192.168.1.10:18181");
    assertThat(device.getJsonArray("entities").stream().map(String::valueOf))
        .containsExactlyInAnyOrderElementsOf(
            Stream.concat(PROBLEMS.stream(), Stream.of(ALERT)).toList());
    assertThat(home().log("run.log").lines())
        .as("Home Assistant has no objection")
        .noneMatch(line -> line.contains("homelab_") || line.contains("homelab/chelsty"));
    stop(announcer);
    awaitAll("unavailable");
  }

  @Test
  @DisplayName("A trouble turns its sensor on, with since and reason, and the alert says it")
  void trouble() {
    Announcer announcer = announced(broker().port());
    awaitAll("off");
    String reason = "mosquitto is stopped: \"exit 137\" {{ 1 + 1 }}";
    held.add(condition("docker", EventTypes.CONTAINERS_NOT_RUNNING, reason));
    announcer.alerts(List.of(new Announcement.Problem(SINCE, "restart mosquitto?", 2)));
    awaits(problem("containers"), "on");
    awaits(ALERT, "restart mosquitto?");
    onlyOn(problem("containers"));
    assertThat(Instant.parse(attribute(problem("containers"), "since"))).isEqualTo(SINCE);
    assertThat(attribute(problem("containers"), "reason")).isEqualTo(reason);
    assertThat(Instant.parse(attribute(ALERT, "since"))).isEqualTo(SINCE);
    assertThat(attribute(ALERT, "reason")).isEqualTo("restart mosquitto?");
    assertThat(entity(ALERT).getJsonObject("attributes").getInteger("told")).isEqualTo(2);
    held.clear();
    held.add(condition("disk", EventTypes.DISK_PRESSURE, "/ is full"));
    awaits(problem("disk"), "on");
    onlyOn(problem("disk"));
    held.clear();
    announcer.alerts(List.of());
    awaitAll("off");
    awaits(ALERT, "none");
    assertThat(entity(problem("disk")).getJsonObject("attributes").fieldNames())
        .doesNotContain("since", "reason");
    stop(announcer);
  }

  @Test
  @DisplayName("Every part's trouble turns on the sensor of its own; uplink, that of being alone")
  void everyPart() {
    held.addAll(
        List.of(
            condition("docker", EventTypes.ENGINE_UNREACHABLE, "docker is stopped"),
            condition("disk", EventTypes.DISK_READ_ONLY, "/ is read-only"),
            condition("tailscale", EventTypes.TAILSCALE_OFFLINE, "not online"),
            condition("mqtt", EventTypes.ZIGBEE_BRIDGE_OFFLINE, "the bridge is offline")));
    alone = Optional.of(SINCE);
    Announcer announcer = announced(broker().port());
    awaitAll("on");
    PROBLEMS.forEach(
        id -> {
          assertThat(Instant.parse(attribute(id, "since"))).isEqualTo(SINCE);
          assertThat(attribute(id, "reason")).isNotEmpty();
        });
    stop(announcer);
  }

  @Test
  @DisplayName("Cut off without a goodbye all is unavailable; what is true comes with the return")
  void cutOff() throws Exception {
    Announcer announcer;
    try (TestLine line = TestLine.to(broker().port(), Duration.ZERO)) {
      announcer = announced(line.port());
      awaitAll("off");
      awaits(ALERT, "none");
    }
    awaitAll("unavailable");
    awaits(ALERT, "unavailable");
    stop(announcer);
    held.add(condition("disk", EventTypes.DISK_PRESSURE, "/ is full"));
    Announcer again = announced(broker().port());
    awaits(problem("disk"), "on");
    onlyOn(problem("disk"));
    held.clear();
    awaitAll("off");
    stop(again);
  }

  @Test
  @DisplayName("A broker that comes back without its memory is told all again")
  void brokerStartsAnew() throws Exception {
    Announcer announcer = announced(broker().port());
    awaitAll("off");
    broker().kill();
    awaitAll("unavailable");
    held.add(condition("mqtt", EventTypes.MQTT_UNREACHABLE, "it was away"));
    broker().restart();
    awaits(problem("mqtt"), "on");
    onlyOn(problem("mqtt"));
    stop(announcer);
  }
}

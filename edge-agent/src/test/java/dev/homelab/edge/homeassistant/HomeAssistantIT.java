package dev.homelab.edge.homeassistant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.edge.container.Await;
import dev.homelab.event.Event;
import dev.homelab.event.EventTypes;
import dev.homelab.event.Severity;
import dev.homelab.watching.WatchSetting;
import dev.homelab.watching.WatchSettings;
import dev.homelab.web.FreePorts;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import io.vertx.mqtt.MqttClient;
import io.vertx.mqtt.MqttClientOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * Faults of a real Home Assistant, caused for real: each is told, then its end, and nothing else.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class HomeAssistantIT {
  private static final Vertx VERTX = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));

  @TempDir static Path installed;
  private static @Nullable RealHomeAssistant started;
  private static String flaky = "";
  private static String token = "";
  private static HttpServer bridge = VERTX.createHttpServer();

  @TempDir Path root;
  private @Nullable WatchedHouse watched;

  @BeforeAll
  static void up() throws IOException, InterruptedException {
    RealHomeAssistant home = RealHomeAssistant.install(installed);
    started = home;
    bridge = openBridge(0);
    home.fault("address", "http://127.0.0.1:%d/".formatted(bridge.actualPort()));
    home.start();
    flaky = home.configure("flaky");
    token = home.newToken(VERTX, "homelab");
  }

  private static HttpServer openBridge(int port) {
    return Await.get(
        "bridge",
        VERTX
            .createHttpServer()
            .requestHandler(
                request -> {
                  var _ = request.response().end("here");
                })
            .listen(port, "127.0.0.1"));
  }

  @AfterAll
  static void down() throws InterruptedException {
    if (started != null) {
      started.close();
    }
    Await.get("vertx closed", VERTX.close());
  }

  private static RealHomeAssistant home() {
    return Objects.requireNonNull(started);
  }

  @BeforeEach
  void watch() throws IOException {
    watched = new WatchedHouse(VERTX, root, home().url(), token, WatchedHouse.QUICK).known();
  }

  @AfterEach
  void unwatch() {
    house().close();
  }

  private WatchedHouse house() {
    return Objects.requireNonNull(watched);
  }

  private static void isOf(Event event, String entity, Severity severity) {
    assertThat(event.source()).isEqualTo("ha-diag-agent");
    assertThat(event.node()).isEqualTo(WatchedHouse.THERE);
    assertThat(event.service()).isEqualTo("homeassistant");
    assertThat(event.severity()).isEqualTo(severity);
    assertThat(event.message()).contains("chelsty");
    assertThat(event.detail("location")).contains("chelsty");
    assertThat(event.detail("watcher")).contains("ha:chelsty");
    assertThat(event.detail("entity").orElse("")).isEqualTo(entity);
  }

  private void recovers(String type, String entity) {
    Event end = house().await(EventTypes.SERVICE_RECOVERED);
    isOf(end, entity, Severity.INFO);
    assertThat(end.detail("of")).contains(type);
    assertThat(house().types()).containsExactly(type, EventTypes.SERVICE_RECOVERED);
  }

  @Test
  @Order(1)
  @DisplayName("One entity unavailable for long is told; its recovery, too")
  void entity() {
    home().turn("input_boolean.lamp", true);
    Event event = house().await(EventTypes.HA_ENTITY_UNAVAILABLE_LONG);
    isOf(event, "sensor.lonely", Severity.WARNING);
    assertThat(event.detail("integration")).contains("template");
    assertThat(event.detail("unavailable_since")).isPresent();
    home().turn("input_boolean.lamp", false);
    recovers(EventTypes.HA_ENTITY_UNAVAILABLE_LONG, "sensor.lonely");
  }

  @Test
  @Order(2)
  @DisplayName("Root cause first: half of an integration's entities are one event, and none theirs")
  void halfOfAnIntegration() throws IOException {
    for (String name : List.of("gone-0", "gone-1", "gone-2")) {
      home().fault(name, "");
    }
    Event event = house().await(EventTypes.HA_INTEGRATION_FAILED);
    isOf(event, "flaky", Severity.WARNING);
    assertThat(event.details()).containsEntry("unavailable", 3).containsEntry("entities", 6);
    assertThat(event.details().get("examples").toString()).contains("sensor.flaky_0");
    for (String name : List.of("gone-0", "gone-1", "gone-2")) {
      home().mend(name);
    }
    recovers(EventTypes.HA_INTEGRATION_FAILED, "flaky");
  }

  @Test
  @Order(3)
  @DisplayName("An integration that can't be set up is told with its reason")
  void integration() throws IOException {
    home().fault("setup", "");
    home().reload(flaky);
    Event event = house().await(EventTypes.HA_INTEGRATION_FAILED);
    isOf(event, "flaky", Severity.WARNING);
    assertThat(event.message()).contains("The bridge").contains("setup_retry");
    assertThat(event.details().get("entries").toString()).contains("the bridge does not answer");
    home().mend("setup");
    home().reload(flaky);
    recovers(EventTypes.HA_INTEGRATION_FAILED, "flaky");
  }

  @Test
  @Order(4)
  @DisplayName("An automation that fails three times in a row is told; two are not")
  void automation() {
    home().fire("good_morning");
    home().fire("good_morning");
    house().until("both runs are seen", () -> house().watcher().failedRuns("morning") == 2);
    assertThat(house().events()).isEmpty();
    home().fire("good_morning");
    Event event = house().await(EventTypes.HA_AUTOMATION_FAILING);
    isOf(event, "morning", Severity.WARNING);
    assertThat(event.details())
        .containsEntry("failures", 3)
        .containsEntry("entity_id", "automation.good_morning");
    assertThat(event.message()).contains("Good morning").contains("nosuch.service");
    home().turn("input_boolean.mended", true);
    home().fire("good_morning");
    recovers(EventTypes.HA_AUTOMATION_FAILING, "morning");
  }

  @Test
  @Order(6)
  @DisplayName("A recorder whose database can't be written lags, and is told")
  void recorderLags() throws IOException, InterruptedException {
    String hold =
        """
        import sqlite3, sys
        c = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=30)
        c.execute("BEGIN EXCLUSIVE")
        print("held", flush=True)
        sys.stdin.read()
        """;
    Process holder =
        new ProcessBuilder(
                home().python().toString(),
                "-c",
                hold,
                home().folder().resolve("recorder.db").toString())
            .start();
    try {
      assertThat(holder.inputReader().readLine()).isEqualTo("held");
      for (int i = 0; i < 150; i++) {
        home().turn("input_boolean.noise", i % 2 == 0);
      }
      Event event = house().await(EventTypes.HA_RECORDER_LAG);
      isOf(event, "", Severity.WARNING);
      assertThat(((Number) event.details().get("backlog")).longValue()).isGreaterThanOrEqualTo(50);
    } finally {
      holder.outputWriter().close();
      boolean ended = holder.waitFor(10, TimeUnit.SECONDS);
      assertThat(ended).isTrue();
    }
    recovers(EventTypes.HA_RECORDER_LAG, "");
  }

  @Test
  @Order(7)
  @DisplayName("System health is told when it turns from ok to error")
  void systemHealth() throws IOException {
    int port = bridge.actualPort();
    house().until("health is known", () -> house().watcher().wasWell("flaky.can_reach_bridge"));
    WatchSettings seldom = WatchedHouse.QUICK.with(WatchSetting.HA_HEALTH_EVERY, "1h");
    try (WatchedHouse other =
        new WatchedHouse(VERTX, root.resolve("seldom"), home().url(), token, seldom).known()) {
      Await.get("bridge closed", bridge.close());
      assertThat(other.probe().get("bad").toString())
          .as("a look on demand asks at once")
          .contains("flaky.can_reach_bridge");
    }
    Event event = house().await(EventTypes.HA_SYSTEM_HEALTH_DEGRADED);
    isOf(event, "flaky.can_reach_bridge", Severity.WARNING);
    assertThat(event.details()).containsEntry("error", "unreachable");
    bridge = openBridge(port);
    recovers(EventTypes.HA_SYSTEM_HEALTH_DEGRADED, "flaky.can_reach_bridge");
  }

  @Test
  @Order(8)
  @DisplayName(
      "An update that MQTT discovery brings is told, and its end; so is a broker that dies")
  void update() throws IOException, InterruptedException {
    int port = FreePorts.one();
    Process broker =
        new ProcessBuilder("/usr/sbin/mosquitto", "-p", String.valueOf(port))
            .redirectErrorStream(true)
            .redirectOutput(installed.resolve("mosquitto.log").toFile())
            .start();
    try {
      MqttClient client = connect(port);
      String entry =
          home().configure("mqtt", new JsonObject().put("broker", "127.0.0.1").put("port", port));
      assertThat(entry).isNotEmpty();
      publish(
          client,
          "homeassistant/update/boiler/config",
          Map.of(
              "name", "Boiler",
              "unique_id", "boiler",
              "state_topic", "boiler/update",
              "title", "Boiler firmware"));
      publish(client, "boiler/update", Map.of("installed_version", "1.0", "latest_version", "1.1"));
      Event event = house().await(EventTypes.HA_UPDATE_AVAILABLE);
      isOf(event, "update.boiler", Severity.INFO);
      assertThat(event.details())
          .containsEntry("installed_version", "1.0")
          .containsEntry("latest_version", "1.1")
          .containsEntry("title", "Boiler firmware");
      publish(client, "boiler/update", Map.of("installed_version", "1.1", "latest_version", "1.1"));
      recovers(EventTypes.HA_UPDATE_AVAILABLE, "update.boiler");
      broker.destroy();
      isOf(house().await(EventTypes.HA_INTEGRATION_FAILED), "mqtt", Severity.WARNING);
      home().remove(entry);
      Event end =
          house()
              .await(
                  EventTypes.SERVICE_RECOVERED,
                  of -> of.detail("entity").equals(Optional.of("mqtt")));
      assertThat(end.detail("of")).contains(EventTypes.HA_INTEGRATION_FAILED);
    } finally {
      broker.destroy();
      broker.waitFor();
    }
  }

  private static MqttClient connect(int port) {
    MqttClient[] connected = {null};
    Await.until(
        "the broker takes us",
        () -> {
          MqttClient client = MqttClient.create(VERTX, new MqttClientOptions());
          try {
            var _ = Await.get("connect", client.connect(port, "127.0.0.1"));
            connected[0] = client;
            return true;
          } catch (RuntimeException | AssertionError notYet) {
            return false;
          }
        });
    return Objects.requireNonNull(connected[0]);
  }

  private static void publish(MqttClient client, String topic, Map<String, Object> payload) {
    Buffer text = new JsonObject(payload).toBuffer();
    var _ = Await.get(topic, client.publish(topic, text, MqttQoS.AT_MOST_ONCE, false, true));
  }

  @Test
  @Order(9)
  @DisplayName("A revoked token is told once and never hammered; another in its file ends it")
  void token() throws IOException {
    house().close();
    String mine = home().newToken(VERTX, "to-be-revoked");
    watched = new WatchedHouse(VERTX, root, home().url(), mine, WatchedHouse.QUICK).known();
    home().revokeToken(VERTX, "to-be-revoked");
    Event event = house().await(EventTypes.HA_TOKEN_REFUSED);
    isOf(event, "", Severity.ERROR);
    house().token(token);
    recovers(EventTypes.HA_TOKEN_REFUSED, "");
    long attempts =
        home()
            .log("run.log")
            .lines()
            .filter(line -> line.contains("invalid authentication"))
            .count();
    assertThat(attempts).isEqualTo(1);
  }

  @Test
  @Order(10)
  @DisplayName("Stopped in order it gets patience, and is then told as planned")
  void stopped() throws IOException, InterruptedException {
    long began = System.nanoTime();
    home().stop();
    Event event = house().await(EventTypes.HA_WEBSOCKET_DEAD);
    assertThat(System.nanoTime() - began)
        .isGreaterThan(WatchedHouse.QUICK.duration(WatchSetting.HA_STOP_PATIENCE).toNanos());
    isOf(event, "", Severity.ERROR);
    assertThat(event.details()).containsEntry("planned", true).containsEntry("reason", "closed");
    home().start();
    Event end = house().await(EventTypes.HA_WEBSOCKET_RECOVERED);
    isOf(end, "", Severity.INFO);
    assertThat(house().types())
        .containsExactly(EventTypes.HA_WEBSOCKET_DEAD, EventTypes.HA_WEBSOCKET_RECOVERED);
  }

  @Test
  @Order(11)
  @DisplayName(
      "Killed it is dead at once; nothing is concluded while it starts again, and all is heard then")
  void killed() throws IOException, InterruptedException {
    home().kill();
    Event event = house().await(EventTypes.HA_WEBSOCKET_DEAD);
    assertThat(event.details()).containsEntry("planned", false).containsEntry("reason", "closed");
    home().start();
    Event end = house().await(EventTypes.HA_WEBSOCKET_RECOVERED);
    assertThat(end.detail("of")).contains(EventTypes.HA_WEBSOCKET_DEAD);
    house().known();
    assertThat(house().types())
        .containsExactly(EventTypes.HA_WEBSOCKET_DEAD, EventTypes.HA_WEBSOCKET_RECOVERED);
    // What is there is heard of again over the new connection.
    home().turn("input_boolean.lamp", true);
    isOf(house().await(EventTypes.HA_ENTITY_UNAVAILABLE_LONG), "sensor.lonely", Severity.WARNING);
    home().turn("input_boolean.lamp", false);
    Event over = house().await(EventTypes.SERVICE_RECOVERED);
    assertThat(over.detail("of")).contains(EventTypes.HA_ENTITY_UNAVAILABLE_LONG);
  }

  @Test
  @Order(12)
  @DisplayName("A quiet house is pinged and not dead; one that hangs is, silent")
  void hangs() throws IOException, InterruptedException {
    house().close();
    WatchSettings soon =
        WatchedHouse.QUICK
            .with(WatchSetting.HA_PING_AFTER, "300ms")
            .with(WatchSetting.HA_DEAD_AFTER, "2s")
            .with(WatchSetting.HA_RECORDER_EVERY, "1d")
            .with(WatchSetting.HA_HEALTH_EVERY, "1d");
    watched = new WatchedHouse(VERTX, root, home().url(), token, soon).known();
    home().signal("STOP");
    Event event;
    try {
      event = house().await(EventTypes.HA_WEBSOCKET_DEAD);
    } finally {
      home().signal("CONT");
    }
    assertThat(event.details()).containsEntry("reason", "silent");
    Event _ = house().await(EventTypes.HA_WEBSOCKET_RECOVERED);
    assertThat(house().types())
        .containsExactly(EventTypes.HA_WEBSOCKET_DEAD, EventTypes.HA_WEBSOCKET_RECOVERED);
  }

  @Test
  @Order(13)
  @DisplayName("What lasts is told again after its repeat, since when it lasts")
  void repeated() throws IOException {
    house().close();
    WatchSettings often =
        WatchedHouse.QUICK
            .with(WatchSetting.HA_REPEAT, "1s")
            .with(WatchSetting.HA_RECORDER_EVERY, "1d");
    watched = new WatchedHouse(VERTX, root, home().url(), token, often).known();
    home().turn("input_boolean.lamp", true);
    List<Event> told = house().await(EventTypes.HA_ENTITY_UNAVAILABLE_LONG, 3);
    assertThat(told)
        .extracting(event -> event.detail("since"))
        .containsOnly(told.getFirst().detail("since"));
    home().turn("input_boolean.lamp", false);
    Event _ = house().await(EventTypes.SERVICE_RECOVERED);
  }
}

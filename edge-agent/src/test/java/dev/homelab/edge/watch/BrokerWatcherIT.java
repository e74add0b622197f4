package dev.homelab.edge.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.homelab.clock.MomentClock;
import dev.homelab.edge.container.Await;
import dev.homelab.edge.container.ContainerEngine;
import dev.homelab.edge.container.ProcessEngine;
import dev.homelab.edge.mqtt.Broker;
import dev.homelab.edge.mqtt.RoundTrip;
import dev.homelab.edge.mqtt.TestBroker;
import dev.homelab.edge.mqtt.TestLine;
import dev.homelab.edge.mqtt.ZigbeeListener;
import dev.homelab.event.Event;
import dev.homelab.event.EventTypes;
import dev.homelab.event.NodeId;
import dev.homelab.watching.WatchSetting;
import dev.homelab.watching.WatchSettings;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.mqtt.MqttClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The watchers of a broker and of a Zigbee2MQTT, on a real Mosquitto. */
class BrokerWatcherIT {
  private static final WatchSettings QUICK =
      WatchSettings.USUAL
          .with(WatchSetting.MQTT_EVERY, "1s")
          .with(WatchSetting.MQTT_TIMEOUT, "700ms")
          .with(WatchSetting.MQTT_BAD_LOOKS, "2")
          .with(WatchSetting.ZIGBEE_EVERY, "1s")
          .with(WatchSetting.ZIGBEE_DEVICES_AFTER, "2s");

  @TempDir Path folder;
  private @Nullable WatchBench opened;

  private WatchBench bench() {
    return Objects.requireNonNull(opened);
  }

  @BeforeEach
  void open() {
    assumeTrue(TestBroker.isThere(), "NOT RUN HERE: mosquitto is missing");
    opened = WatchBench.open(folder.resolve("state"));
  }

  @AfterEach
  void close() {
    WatchBench.end(opened);
  }

  private void watch(Broker broker, WatchSettings settings) {
    ContainerEngine none =
        new ProcessEngine(bench().vertx(), new NodeId("piha"), folder.resolve("no-engine"));
    bench()
        .start(
            new Recipe(
                "mqtt:mosquitto",
                "",
                () ->
                    new BrokerWatcher(
                        "mosquitto",
                        () -> settings,
                        timeout ->
                            RoundTrip.of(
                                bench().vertx(),
                                broker,
                                "homelab-piha-watch",
                                "homelab/piha/watch",
                                timeout),
                        new EngineNews(none))));
  }

  private static Broker at(int port, Map<String, String> user) {
    return Broker.at("127.0.0.1:" + port, 0).as(user);
  }

  private void isWell() {
    Await.until(
        "the broker is well", () -> List.of().equals(bench().probe("mqtt:mosquitto").get("bad")));
  }

  /** That one was told, then its end, and nothing else. */
  private void onlyThisAndItsEnd(Event down) {
    Event over = bench().await("service_recovered");
    assertThat(over.detail("of")).contains(EventTypes.MQTT_UNREACHABLE);
    assertThat(over.detail("since")).isEqualTo(down.detail("since"));
    assertThat(bench().probe("mqtt:mosquitto").get("bad")).isEqualTo(List.of());
    assertThat(bench().events()).containsExactly(down, over);
  }

  @Test
  @DisplayName("Killed: refused; started again: over")
  void killed() throws Exception {
    try (TestBroker broker = TestBroker.open(folder.resolve("broker"))) {
      watch(at(broker.port(), Map.of()), QUICK);
      isWell();
      broker.kill();
      Event down = bench().await(EventTypes.MQTT_UNREACHABLE);
      assertThat(down.service()).isEqualTo("mosquitto");
      assertThat(down.details()).containsEntry("failure", "refused").doesNotContainKey("reachable");
      broker.restart();
      assertThat(bench().await("service_recovered").detail("of"))
          .contains(EventTypes.MQTT_UNREACHABLE);
      assertThat(bench().events()).hasSize(2);
    }
  }

  @Test
  @DisplayName("Frozen: it takes connections and never answers, and no connection is left over")
  void frozen() throws Exception {
    try (TestBroker broker = TestBroker.open(folder.resolve("broker"))) {
      watch(at(broker.port(), Map.of()), QUICK);
      isWell();
      broker.freeze();
      assertThat(bench().await(EventTypes.MQTT_UNREACHABLE).details())
          .containsEntry("failure", "no_answer");
      broker.thaw();
      Event _ = bench().await("service_recovered");
      assertThat(bench().events()).hasSize(2);
    }
  }

  @Test
  @DisplayName(
      "A wrong password is told as such, though the broker answers, and is over once it is right")
  void credentials() throws Exception {
    Path passwords = folder.resolve("broker/passwords");
    TestBroker.passwords(passwords, "watch", "right");
    String configuration = "allow_anonymous false\npassword_file " + passwords + "\n";
    try (TestBroker broker = TestBroker.start(folder.resolve("broker"), configuration)) {
      watch(at(broker.port(), Map.of("MQTT_USERNAME", "watch", "MQTT_PASSWORD", "wrong")), QUICK);
      Event event = bench().await(EventTypes.MQTT_UNREACHABLE);
      assertThat(event.details())
          .containsEntry("failure", "credentials")
          .containsEntry("reachable", true);
      assertThat(event.toString()).doesNotContain("wrong");
      TestBroker.passwords(passwords, "watch", "wrong");
      broker.readAgain();
      onlyThisAndItsEnd(event);
    }
  }

  @Test
  @DisplayName("Connected, and what is sent does not come: no round trip, until it does")
  void noRoundTrip() throws Exception {
    Path acl = folder.resolve("acl");
    Files.writeString(acl, "topic read homelab/#\n");
    String configuration = "allow_anonymous true\nacl_file " + acl + "\n";
    try (TestBroker broker = TestBroker.start(folder.resolve("broker"), configuration)) {
      watch(at(broker.port(), Map.of()), QUICK);
      Event event = bench().await(EventTypes.MQTT_UNREACHABLE);
      assertThat(event.details()).containsEntry("failure", "no_round_trip");
      Files.writeString(acl, "topic readwrite homelab/#\n");
      broker.readAgain();
      onlyThisAndItsEnd(event);
    }
  }

  @Test
  @DisplayName("A broker behind a slow line is slow, and reachable, until the line is quick")
  void slow() throws Exception {
    WatchSettings patient =
        QUICK.with(WatchSetting.MQTT_TIMEOUT, "5s").with(WatchSetting.MQTT_SLOW_AFTER, "100ms");
    try (TestBroker broker = TestBroker.open(folder.resolve("broker"));
        TestLine line = TestLine.to(broker.port(), Duration.ofMillis(150))) {
      watch(at(line.port(), Map.of()), patient);
      Event event = bench().await(EventTypes.MQTT_UNREACHABLE);
      assertThat(event.details())
          .containsEntry("failure", "slow")
          .containsEntry("reachable", true)
          .containsKey("round_trip_ms");
      line.delay(Duration.ZERO);
      onlyThisAndItsEnd(event);
    }
  }

  @Test
  @DisplayName("Who takes connections and never speaks is hung up on each time")
  void silentServer() throws Exception {
    List<Socket> taken = new ArrayList<>();
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread _ =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      while (true) {
                        Socket socket = silent.accept();
                        synchronized (taken) {
                          taken.add(socket);
                        }
                      }
                    } catch (IOException closed) {
                      return;
                    }
                  });
      watch(at(silent.getLocalPort(), Map.of()), QUICK);
      assertThat(bench().await(EventTypes.MQTT_UNREACHABLE).details())
          .containsEntry("failure", "no_answer");
      Await.until("several looks", () -> count(taken) >= 4);
      List<Socket> first;
      synchronized (taken) {
        first = List.copyOf(taken.subList(0, 2));
      }
      for (Socket socket : first) {
        Await.until("hung up", () -> ended(socket));
      }
      assertThat(bench().events()).hasSize(1);
    }
  }

  private static int count(List<Socket> taken) {
    synchronized (taken) {
      return taken.size();
    }
  }

  private static boolean ended(Socket socket) {
    try {
      socket.setSoTimeout(50);
      return socket.getInputStream().readNBytes(1024).length < 1024;
    } catch (java.net.SocketTimeoutException open) {
      return false;
    } catch (IOException reset) {
      return true;
    }
  }

  @Test
  @DisplayName("Zigbee2MQTT: bridge offline is one event, devices offline are one event for all")
  void zigbee() throws Exception {
    try (TestBroker broker = TestBroker.open(folder.resolve("broker"))) {
      Broker at = at(broker.port(), Map.of());
      MqttClient bridge = MqttClient.create(bench().vertx());
      Object _ = Await.get("bridge", bridge.connect(broker.port(), "127.0.0.1"));
      tell(bridge, "bridge/state", "{\"state\":\"online\"}");
      tell(bridge, "lamp/availability", "{\"state\":\"online\"}");
      tell(bridge, "kitchen/plug/availability", "offline");
      tell(bridge, "sensor/availability", "{\"state\":\"offline\"}");
      bench().start(zigbee(at));
      Event devices = bench().await(EventTypes.ZIGBEE_DEVICES_OFFLINE);
      assertThat(devices.details())
          .containsEntry("count", 2)
          .containsEntry("devices", List.of("kitchen/plug", "sensor"));
      tell(bridge, "bridge/state", "{\"state\":\"offline\"}");
      assertThat(bench().await(EventTypes.ZIGBEE_BRIDGE_OFFLINE).service())
          .isEqualTo("zigbee2mqtt");
      tell(bridge, "bridge/state", "{\"state\":\"online\"}");
      tell(bridge, "kitchen/plug/availability", "online");
      tell(bridge, "sensor/availability", "online");
      Event _ = recovered(EventTypes.ZIGBEE_BRIDGE_OFFLINE);
      Event _ = recovered(EventTypes.ZIGBEE_DEVICES_OFFLINE);
      assertThat(bench().events()).hasSize(4);
    }
  }

  @Test
  @DisplayName("A device that is removed while its broker is not there is not offline for ever")
  void removedMeanwhile() throws Exception {
    try (TestBroker broker = TestBroker.open(folder.resolve("broker"))) {
      MqttClient bridge = MqttClient.create(bench().vertx());
      Object _ = Await.get("bridge", bridge.connect(broker.port(), "127.0.0.1"));
      tell(bridge, "bridge/state", "online");
      tell(bridge, "gone/availability", "offline");
      tell(bridge, "sensor/availability", "offline");
      bench().start(zigbee(at(broker.port(), Map.of())));
      Event first = bench().await(EventTypes.ZIGBEE_DEVICES_OFFLINE);
      assertThat(first.details()).containsEntry("devices", List.of("gone", "sensor"));
      // It keeps nothing over its end.
      broker.kill();
      broker.restart();
      MqttClient after = MqttClient.create(bench().vertx());
      Object _ = Await.get("bridge", after.connect(broker.port(), "127.0.0.1"));
      tell(after, "bridge/state", "online");
      Await.until(
          "the bridge is heard",
          () -> bench().probe(ZIGBEE).toString().contains("zigbee_bridge_offline, bad=false"));
      assertThat(bench().probe(ZIGBEE).toString()).as("nothing good").doesNotContain(NONE_OFFLINE);
      tell(after, "sensor/availability", "offline");
      Await.until(
          "one of the two is left",
          Duration.ofSeconds(40),
          () ->
              bench()
                  .probe(ZIGBEE)
                  .toString()
                  .contains("1 of the devices of zigbee2mqtt is offline: sensor"));
      tell(after, "sensor/availability", "online");
      assertThat(recovered(EventTypes.ZIGBEE_DEVICES_OFFLINE).detail("since"))
          .isEqualTo(first.detail("since"));
      assertThat(bench().events())
          .extracting(Event::type)
          .containsExactly(EventTypes.ZIGBEE_DEVICES_OFFLINE, "service_recovered");
    }
  }

  private static final String ZIGBEE = "zigbee:zigbee2mqtt";
  private static final String NONE_OFFLINE = "zigbee_devices_offline, bad=false";

  private Recipe zigbee(Broker broker) {
    return new Recipe(
        ZIGBEE,
        "",
        () ->
            new ZigbeeWatcher(
                "zigbee2mqtt",
                new ZigbeeListener(
                    bench().vertx(),
                    () -> Future.succeededFuture(broker),
                    "homelab-piha-zigbee",
                    "zigbee2mqtt",
                    MomentClock.system()),
                () -> QUICK));
  }

  private Event recovered(String type) {
    return bench().await("service_recovered", event -> event.detail("of").orElse("").equals(type));
  }

  private static void tell(MqttClient bridge, String topic, String text) {
    Object _ =
        Await.get(
            "publish",
            bridge.publish(
                "zigbee2mqtt/" + topic, Buffer.buffer(text), MqttQoS.AT_LEAST_ONCE, false, true));
  }
}

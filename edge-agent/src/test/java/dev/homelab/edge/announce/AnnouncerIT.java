package dev.homelab.edge.announce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.homelab.action.Action;
import dev.homelab.action.ActionKind;
import dev.homelab.action.Actions;
import dev.homelab.edge.container.Await;
import dev.homelab.edge.mqtt.Broker;
import dev.homelab.edge.mqtt.TestBroker;
import dev.homelab.edge.mqtt.TestLine;
import dev.homelab.edge.watch.ConditionKey;
import dev.homelab.edge.watch.HeldCondition;
import dev.homelab.edge.watch.JumpingClock;
import dev.homelab.event.EventJson;
import dev.homelab.event.EventTypes;
import dev.homelab.event.NodeId;
import dev.homelab.event.Severity;
import dev.homelab.event.Subject;
import dev.homelab.event.Values;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.mqtt.MqttClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the site's broker, a real Mosquitto, keeps of a node. */
class AnnouncerIT {
  private static final NodeId NODE = new NodeId("chelsty-infra");
  private static final Instant SINCE = Instant.parse("2026-03-01T12:00:00Z");

  @TempDir Path folder;
  private final Vertx vertx = Vertx.vertx();
  private final List<HeldCondition> held = new CopyOnWriteArrayList<>();
  private final Map<String, String> kept = new ConcurrentHashMap<>();
  private final List<String> alertsSaid = new CopyOnWriteArrayList<>();
  private volatile Optional<Instant> alone = Optional.empty();
  private @Nullable TestBroker broker;
  private @Nullable MqttClient listener;

  @BeforeEach
  void open() throws Exception {
    assumeTrue(TestBroker.isThere(), "NOT RUN HERE: mosquitto is missing");
    broker = TestBroker.open(folder.resolve("broker"));
    listen();
  }

  private void listen() {
    MqttClient client = MqttClient.create(vertx);
    client.publishHandler(
        message -> {
          String text = message.payload().toString();
          kept.put(message.topicName(), text);
          if (message.topicName().endsWith("/alert")) {
            alertsSaid.add(text);
          }
        });
    Object _ = Await.get("listener", client.connect(broker().port(), "127.0.0.1"));
    Object _ = Await.get("listening", client.subscribe("#", MqttQoS.AT_LEAST_ONCE.value()));
    listener = client;
  }

  private TestBroker broker() {
    return Objects.requireNonNull(broker);
  }

  @AfterEach
  void close() {
    Await.get("vertx closed", vertx.close());
    if (broker != null) {
      broker.close();
    }
  }

  private Announcer announcer(int port) {
    return new Announcer(
        vertx,
        NODE,
        "0.1.0",
        () -> Future.succeededFuture(Optional.of(Broker.at("127.0.0.1:" + port, 0))),
        () -> List.copyOf(held),
        () -> alone,
        () -> Optional.of("http://192.168.1.10:18181"));
  }

  private void awaits(String topic, String part) {
    Await.until(
        topic + " says " + part + ", not " + kept.get(topic),
        () -> kept.getOrDefault(topic, "").contains(part));
  }

  private static HeldCondition condition(String service, String type, String message) {
    return new HeldCondition(
        "docker",
        new ConditionKey(service, type),
        SINCE,
        Severity.ERROR,
        message,
        "",
        Map.of(),
        true,
        JumpingClock.at(SINCE));
  }

  @Test
  @DisplayName("One device with a problem sensor for each of its parts, and an alert's text")
  void discovered() throws JsonProcessingException {
    Announcer announcer = announcer(broker().port());
    Await.get("start", announcer.start());
    awaits("homelab/chelsty-infra/availability", "online");
    awaits("homelab/chelsty-infra/disk", "\"state\":\"OFF\"");
    List<String> sensors = new ArrayList<>();
    for (String what : List.of("containers", "disk", "tailscale", "mqtt", "uplink")) {
      String topic = "homeassistant/binary_sensor/homelab_chelsty_infra/%s/config".formatted(what);
      awaits(topic, "problem");
      Map<String, Object> config = EventJson.parse(Objects.requireNonNull(kept.get(topic)));
      assertThat(config)
          .containsEntry("state_topic", "homelab/chelsty-infra/" + what)
          .containsEntry("availability_topic", "homelab/chelsty-infra/availability");
      assertThat(Values.object(config, "device"))
          .containsEntry("name", "CHELSTY-INFRA")
          .containsEntry("configuration_url", "http://192.168.1.10:18181");
      sensors.add(String.valueOf(config.get("unique_id")));
    }
    assertThat(sensors).doesNotHaveDuplicates();
    held.add(condition("mosquitto", EventTypes.CONTAINERS_NOT_RUNNING, "mosquitto is stopped"));
    alone = Optional.of(SINCE);
    announcer.alerts(List.of(new Announcement.Problem(SINCE, "mosquitto is stopped: restart it?")));
    awaits("homelab/chelsty-infra/containers", "\"state\":\"ON\"");
    awaits("homelab/chelsty-infra/containers", "mosquitto is stopped");
    awaits("homelab/chelsty-infra/containers", "2026-03-01T12:00:00");
    awaits("homelab/chelsty-infra/uplink", "\"state\":\"ON\"");
    awaits("homelab/chelsty-infra/alert", "restart it?");
    held.clear();
    alone = Optional.empty();
    announcer.alerts(List.of());
    awaits("homelab/chelsty-infra/containers", "\"state\":\"OFF\"");
    awaits("homelab/chelsty-infra/alert", "\"state\":\"none\"");
    Await.get("stop", announcer.stop());
    awaits("homelab/chelsty-infra/availability", "offline");
  }

  @Test
  @DisplayName("A power cut is told by the last will; a broker that starts again is told all again")
  void comesBack() throws Exception {
    try (TestLine line = TestLine.to(broker().port(), Duration.ZERO)) {
      Await.get("start", announcer(line.port()).start());
      awaits("homelab/chelsty-infra/availability", "online");
    }
    awaits("homelab/chelsty-infra/availability", "offline");
    Announcer announcer = announcer(broker().port());
    Await.get("start", announcer.start());
    awaits("homelab/chelsty-infra/availability", "online");
    broker().kill();
    kept.clear();
    broker().restart();
    listen();
    awaits("homelab/chelsty-infra/availability", "online");
    awaits("homeassistant/sensor/homelab_chelsty_infra/alert/config", "Alert");
    Await.get("stop", announcer.stop());
  }

  private static Action alert(String service) {
    return Actions.pending(Actions.proposal(ActionKind.ALERT_ONLY, new Subject(NODE, service), 1));
  }

  @Test
  @DisplayName("What only happens stands at the broker for a while, and waits for one that is away")
  void happened() throws Exception {
    Announcer announcer = announcer(broker().port());
    AtomicLong minutes = new AtomicLong();
    AlertsAtBroker alerts =
        new AlertsAtBroker(announcer, () -> TimeUnit.MINUTES.toNanos(minutes.get()));
    assertThat(alerts.happened(alert("mosquitto")).failed()).as("nobody is connected").isTrue();
    Await.get("start", announcer.start());
    awaits("homelab/chelsty-infra/availability", "online");
    Await.until("it is connected", announcer::isHeard);
    Await.get("told", alerts.happened(alert("mosquitto")));
    awaits("homelab/chelsty-infra/alert", "mosquitto does not run");
    alerts.standing(List.of());
    alertsSaid.clear();
    minutes.set(9);
    alerts.standing(List.of());
    Await.get("told", alerts.happened(alert("outline")));
    awaits("homelab/chelsty-infra/alert", "\"count\":2");
    assertThat(alertsSaid).as("in nine minutes").noneMatch(it -> it.contains("\"none\""));
    minutes.set(19);
    alerts.standing(List.of());
    awaits("homelab/chelsty-infra/alert", "\"state\":\"none\"");
    broker().kill();
    Await.until("it is away", () -> !announcer.isHeard());
    assertThat(alerts.happened(alert("zigbee2mqtt")).failed()).isTrue();
    Await.get("stop", announcer.stop());
  }

  @Test
  @DisplayName("A site without a broker waits for none")
  void none() {
    Announcer announcer =
        new Announcer(
            vertx,
            NODE,
            "0.1.0",
            () -> Future.succeededFuture(Optional.empty()),
            List::of,
            Optional::empty,
            Optional::empty);
    AlertsAtBroker alerts = new AlertsAtBroker(announcer, System::nanoTime);
    Await.get("start", announcer.start());
    Await.until("that is known", announcer::hasNoBroker);
    Await.get("told", alerts.happened(alert("mosquitto")));
    Await.get("stop", announcer.stop());
  }

  @Test
  @DisplayName("An agent that starts says nothing of alerts before it knows: what was told stays")
  void startsQuietly() {
    Announcer announcer = announcer(broker().port());
    Await.get("start", announcer.start());
    AlertsAtBroker alerts = new AlertsAtBroker(announcer, System::nanoTime);
    Await.get("told", alerts.tell(alert("mosquitto"), 3));
    alerts.standing(List.of(alert("mosquitto")));
    awaits("homelab/chelsty-infra/alert", "\"told\":3");
    Await.get("stop", announcer.stop());
    awaits("homelab/chelsty-infra/availability", "offline");
    kept.clear();
    alertsSaid.clear();
    Announcer hasty = announcer(broker().port());
    Await.get("start", hasty.start());
    awaits("homelab/chelsty-infra/availability", "online");
    awaits("homelab/chelsty-infra/disk", "OFF");
    Await.get("stop", hasty.stop());
    awaits("homelab/chelsty-infra/availability", "offline");
    assertThat(alertsSaid).as("by one that never knew").isEmpty();
    Announcer next = announcer(broker().port());
    Await.get("start", next.start());
    awaits("homelab/chelsty-infra/availability", "online");
    AlertsAtBroker again = new AlertsAtBroker(next, System::nanoTime);
    again.handedBack();
    awaits("homelab/chelsty-infra/alert", "\"state\":\"none\"");
    Await.get("stop", next.stop());
  }

  @Test
  @DisplayName("Home Assistant that starts is told all again")
  void birth() {
    Announcer announcer = announcer(broker().port());
    Await.get("start", announcer.start());
    awaits("homelab/chelsty-infra/disk", "OFF");
    kept.clear();
    Object _ =
        Await.get(
            "birth",
            Objects.requireNonNull(listener)
                .publish(
                    "homeassistant/status",
                    Buffer.buffer("online"),
                    MqttQoS.AT_MOST_ONCE,
                    false,
                    false));
    awaits("homeassistant/binary_sensor/homelab_chelsty_infra/disk/config", "problem");
    awaits("homelab/chelsty-infra/disk", "OFF");
    Await.get("stop", announcer.stop());
  }
}

package dev.homelab.watching;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.event.NodeId;
import dev.homelab.yaml.Fault;
import dev.homelab.yaml.Faults;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** inventory/watchers.yaml. */
class WatchersFileTest {
  private static final NodeId INFRA = new NodeId("chelsty-infra");
  private static final NodeId HA = new NodeId("chelsty-ha");

  @TempDir Path repo;
  private final Faults faults = new Faults();

  private Watching read(String text) throws IOException {
    Path file = repo.resolve(WatchersFile.FILE);
    Files.createDirectories(file.resolveSibling("."));
    Files.writeString(file, text);
    return WatchersFile.read(
        repo,
        faults,
        Set.of("chelsty-infra", "chelsty-ha"),
        Map.of(
            "homeassistant", Set.of("docker", "health"),
            "mosquitto", Set.of("docker", "mqtt")));
  }

  @Test
  @DisplayName("A repository without the file watches as usual")
  void absent() {
    assertThat(WatchersFile.read(repo, faults, Set.of(), Map.of())).isEqualTo(Watching.USUAL);
    assertThat(faults.all()).isEmpty();
  }

  @Test
  @DisplayName("A service's setting goes before its node's, that before the one for all")
  void settings() throws IOException {
    Watching watching =
        read(
            """
            settings:
              docker: {every: 2m}
            nodes:
              chelsty-infra:
                docker: {every: 4m}
                mqtt: {slow_after: 500ms}
            services:
              mosquitto:
                mqtt: {slow_after: 1s}
            """);
    assertThat(faults.all()).isEmpty();
    assertThat(watching.of(HA).duration(WatchSetting.DOCKER_EVERY))
        .isEqualTo(Duration.ofMinutes(2));
    assertThat(watching.of(INFRA).duration(WatchSetting.DOCKER_EVERY))
        .isEqualTo(Duration.ofMinutes(4));
    assertThat(watching.of(INFRA, "mosquitto").duration(WatchSetting.MQTT_SLOW_AFTER))
        .isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  @DisplayName("Settings that make sense only in an order are held against each other")
  void order() throws IOException {
    Watching _ =
        read(
            """
            settings:
              ha: {ping_after: 2m}
            nodes:
              chelsty-infra:
                disk: {high: 70%}
            services:
              mosquitto:
                mqtt: {slow_after: 20s}
            home_assistants:
              chelsty:
                url: http://192.168.1.11:8123
                node: chelsty-ha
                settings:
                  ha: {dead_after: 90s}
            """);
    assertThat(faults.all())
        .extracting(Fault::toString)
        .satisfiesExactly(
            one -> assertThat(one).contains("disk.warning is 80%, and disk.high is 70%", "≤"),
            one -> assertThat(one).contains("mqtt.slow_after is 20s, and mqtt.timeout is 10s"),
            one -> assertThat(one).contains("ha.ping_after is 120s, and ha.dead_after is 90s"));
  }

  @Test
  @DisplayName("One agent watches the Home Assistants that name it, with their own settings")
  void homeAssistants() throws IOException {
    Watching watching =
        read(
            """
            home_assistants:
              chelsty:
                url: http://192.168.1.11:8123
                node: chelsty-ha
                watched_by: [chelsty-infra, chelsty-ha]
                shadow: true
            """);
    assertThat(faults.all()).isEmpty();
    HomeAssistantInstance instance = watching.watchedBy(INFRA).getFirst();
    assertThat(instance.location()).isEqualTo("chelsty");
    assertThat(instance.url()).isEqualTo(URI.create("http://192.168.1.11:8123"));
    assertThat(instance.node()).isEqualTo(HA);
    assertThat(instance.token()).isEqualTo("ha-chelsty.token");
    assertThat(instance.shadow()).isTrue();
  }

  @Test
  @DisplayName("Two Home Assistants on one node could not be told apart")
  void oneOfANode() throws IOException {
    Watching _ =
        read(
            """
            home_assistants:
              chelsty: {url: "http://192.168.1.11:8123", node: chelsty-ha}
              garage: {url: "http://192.168.1.11:8124", node: chelsty-ha}
            """);
    assertThat(faults.all().stream().map(Fault::toString))
        .singleElement()
        .asString()
        .contains("a second Home Assistant, garage, runs on chelsty-ha");
  }

  @Test
  @DisplayName("A service's setting that no watcher of it asks for is a fault, key by key")
  void ofService() throws IOException {
    Watching watching =
        read(
            """
            services:
              mosquitto:
                docker: {restarts: 5, restarts_within: 10m, every: 1m, bad_looks: 4}
                mqtt: {every: 30s}
                zigbee: {every: 30s}
              homeassistant:
                docker: {steady_after: 1m}
                health: {good_looks: 3}
                mqtt: {timeout: 1s}
                disk: {high: 85%}
                ha: {repeat: 1h}
            """);
    assertThat(faults.all().stream().map(Fault::toString))
        .containsExactly(
            fault(3, "docker.every is \"1m\"", MOSQUITTOS),
            fault(3, "docker.bad_looks is \"4\"", MOSQUITTOS),
            fault(5, "zigbee.every is \"30s\"", MOSQUITTOS),
            fault(9, "mqtt.timeout is \"1s\"", HOUSES),
            fault(10, "disk.high is \"85%\"", HOUSES),
            fault(11, "ha.repeat is \"1h\"", HOUSES));
    assertThat(watching.of(INFRA, "homeassistant").count(WatchSetting.HEALTH_GOOD_LOOKS))
        .isEqualTo(3);
    WatchSettings mosquitto = watching.of(INFRA, "mosquitto");
    assertThat(mosquitto.count(WatchSetting.DOCKER_RESTARTS)).isEqualTo(5);
    assertThat(mosquitto.duration(WatchSetting.DOCKER_RESTARTS_WITHIN))
        .isEqualTo(Duration.ofMinutes(10));
  }

  private static final String HOUSES =
      "homeassistant one of docker.restarts, docker.restarts_within, docker.steady_after,"
          + " health.good_looks";
  private static final String MOSQUITTOS =
      "mosquitto one of docker.restarts, docker.restarts_within, docker.steady_after, mqtt.every,"
          + " mqtt.timeout, mqtt.slow_after, mqtt.bad_looks, mqtt.good_looks";

  private static String fault(int line, String what, String legal) {
    return "%s:%d: %s, and not by service; legal: for service %s"
        .formatted(WatchersFile.FILE, line, what, legal);
  }

  @Test
  @DisplayName("Every fault is told by line, with the nearest name or the legal form")
  void told() throws IOException {
    Watching _ =
        read(
            """
            settings:
              disk: {hihg: 90%, warning: 80}
            nodes:
              chelsty-infr: {}
            home_assistants:
              ken:
                url: 192.168.1.11
                node: piha
            """);
    assertThat(faults.all().stream().map(Fault::toString))
        .anyMatch(it -> it.contains("unknown setting \"disk.hihg\"") && it.contains("disk.high"))
        .anyMatch(it -> it.contains("disk.warning is \"80\"") && it.contains("1% to 100%"))
        .anyMatch(
            it -> it.contains("unknown node \"chelsty-infr\"") && it.contains("chelsty-infra"))
        .anyMatch(it -> it.contains("url \"192.168.1.11\" is no address"))
        .anyMatch(it -> it.contains("unknown node \"piha\""));
  }
}

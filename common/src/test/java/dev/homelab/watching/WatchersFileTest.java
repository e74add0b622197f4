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
        repo, faults, Set.of("chelsty-infra", "chelsty-ha"), Set.of("homeassistant", "mosquitto"));
  }

  @Test
  @DisplayName("A repository without the file watches as usual")
  void absent() {
    assertThat(WatchersFile.read(repo, faults, Set.of(), Set.of())).isEqualTo(Watching.USUAL);
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

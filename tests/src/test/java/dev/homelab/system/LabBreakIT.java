package dev.homelab.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.edge.lab.BreakKind;
import dev.homelab.edge.lab.HostTrouble;
import dev.homelab.edge.mqtt.RoundTrip;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Each kind of `lab break` in a running lab: the event that tells it, and mended, its end. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LabBreakIT {
  private static final Duration SOON = Duration.ofSeconds(40);
  private static final String INFRA = "chelsty-infra";
  private static final String HA = "chelsty-ha";

  /** They are over once they are told. */
  private static final Set<HostTrouble> WITHOUT_END =
      EnumSet.of(HostTrouble.UNWANTED, HostTrouble.REBOOTED);

  @TempDir static Path folder;
  private static LabUnderTest lab;
  private static Breaks breaks;

  @BeforeAll
  static void up() throws Exception {
    Path checkout = folder.resolve("checkout");
    LabUnderTest.copyRepository(checkout);
    Files.writeString(
        checkout.resolve("inventory/watchers.yaml"),
        """
        settings:
          docker: {restarts_within: 10s, steady_after: 2s}
          disk: {bad_looks: 1, good_looks: 1}
          host: {bad_looks: 1, good_looks: 1}
          mqtt: {bad_looks: 1, good_looks: 1}
        """,
        StandardOpenOption.APPEND);
    lab = LabUnderTest.up(checkout, folder, "--nodes", INFRA + "," + HA);
    breaks = new Breaks(lab);
  }

  @AfterAll
  static void down() throws Exception {
    if (lab != null) {
      lab.close();
    }
  }

  /**
   * Causes one trouble and mends it; gives what told it. Nothing else is told, up to another look
   * of the node's watchers.
   */
  private static Map<String, Object> causedAndMended(
      String node, String kind, String type, boolean hasEnd, Work cause, Work mend)
      throws Exception {
    int before = breaks.told(node).size();
    cause.run();
    LabUnderTest.await(
        "%s is told on %s".formatted(kind, node), SOON, () -> breaks.told(node).size() > before);
    Map<String, Object> event = breaks.told(node).get(before);
    assertThat(Breaks.type(event)).as(kind).isEqualTo(type);
    mend.run();
    if (hasEnd) {
      LabUnderTest.await(
          "the end of %s is told on %s".formatted(kind, node),
          SOON,
          () -> breaks.told(node).size() > before + 1);
      assertThat(breaks.told(node).get(before + 1))
          .as("the end of " + kind)
          .matches(it -> Breaks.ends(it, type));
    }
    FileTime looked = breaks.looked(node);
    LabUnderTest.await(
        "another look on " + node, SOON, () -> breaks.looked(node).compareTo(looked) > 0);
    assertThat(breaks.told(node)).as(kind).hasSize(before + (hasEnd ? 2 : 1));
    return event;
  }

  private static Map<String, Object> machine(String node, HostTrouble trouble) throws Exception {
    return causedAndMended(
        node,
        trouble.text(),
        trouble.type(),
        !WITHOUT_END.contains(trouble),
        () -> breaks.order("trouble", Map.of("node", node, "kind", trouble.text())),
        () -> breaks.order("mend", Map.of("node", node)));
  }

  /** What was killed for its memory is over by itself. */
  private static Map<String, Object> service(BreakKind kind) throws Exception {
    Map<String, String> service = Map.of("node", INFRA, "service", "zigbee2mqtt");
    return causedAndMended(
        INFRA,
        kind.text(),
        kind.type(),
        true,
        () ->
            breaks.order(
                "break", Map.of("node", INFRA, "service", "zigbee2mqtt", "kind", kind.text())),
        kind == BreakKind.OUT_OF_MEMORY ? () -> {} : () -> breaks.order("mend", service));
  }

  private static boolean isOfHa(HostTrouble trouble) {
    String text = trouble.text();
    return Stream.of("ha-", "disk-", "tailscale-").anyMatch(text::startsWith);
  }

  /** Runs beside others; fails as its work does. */
  private static CompletableFuture<Void> beside(Work work) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            work.run();
          } catch (Exception failed) {
            throw new AssertionError(failed);
          }
        });
  }

  private interface Work {
    void run() throws Exception;
  }

  @Test
  @Order(1)
  @DisplayName("Each kind is told as what it is, alone, and mended it is over")
  void eachKind() throws Exception {
    ConcurrentLinkedQueue<Map<String, Object>> all = new ConcurrentLinkedQueue<>();
    CompletableFuture<Void> ofHa =
        beside(
            () -> {
              for (HostTrouble trouble : HostTrouble.values()) {
                if (isOfHa(trouble)) {
                  all.add(machine(HA, trouble));
                }
              }
            });
    CompletableFuture<Void> ofInfra =
        beside(
            () -> {
              for (BreakKind kind : BreakKind.values()) {
                all.add(service(kind));
              }
              for (HostTrouble trouble : HostTrouble.values()) {
                if (!isOfHa(trouble)) {
                  all.add(machine(INFRA, trouble));
                }
              }
            });
    CompletableFuture.allOf(ofHa, ofInfra).join();

    Set<String> failures =
        Stream.concat(
                Stream.of(RoundTrip.Reason.values()).map(RoundTrip.Reason::text), Stream.of("slow"))
            .collect(Collectors.toSet());
    assertThat(values(all, "mqtt_unreachable", "failure")).isEqualTo(failures);
    assertThat(values(all, "disk_pressure", "level"))
        .isEqualTo(Set.of("warning", "high", "critical"));
    assertThat(values(all, "disk_pressure", "of")).isEqualTo(Set.of("space", "inodes"));
    assertThat(values(all, "tailscale_key_expiring", "level"))
        .isEqualTo(Set.of("first", "second", "last"));
    assertThat(values(all, "data_plan_used", "level")).isEqualTo(Set.of("near", "over"));
    assertThat(values(all, "ha_websocket_dead", "reason")).isEqualTo(Set.of("closed", "silent"));
    assertThat(values(all, "ha_websocket_dead", "planned")).isEqualTo(Set.of("true", "false"));
    assertThat(values(all, "definition_drift", "reason")).isEqualTo(Set.of("image", "definition"));
    assertThat(values(all, "agent_started", "rebooted")).isEqualTo(Set.of("true"));
    assertThat(values(all, "containers_not_running", "containers").toString())
        .contains("exited", "restarting", "paused", "created", "missing", "oom_killed=true");
  }

  private static Set<String> values(
      Iterable<Map<String, Object>> events, String type, String detail) {
    Set<String> values = new TreeSet<>();
    for (Map<String, Object> event : events) {
      if (Breaks.type(event).equals(type)) {
        values.add(String.valueOf(Breaks.details(event).get(detail)));
      }
    }
    return values;
  }

  @Test
  @Order(2)
  @DisplayName("The commands break a service and a machine, and mend each")
  void byCommand() throws Exception {
    Map<String, Object> ofService =
        causedAndMended(
            INFRA,
            "unhealthy",
            "service_unhealthy",
            true,
            () ->
                assertThat(lab.run("lab", "break", INFRA, "mosquitto", "--kind", "unhealthy"))
                    .contains(
                        "mosquitto on CHELSTY-INFRA is broken: unhealthy;"
                            + " told as service_unhealthy"),
            () ->
                assertThat(lab.run("lab", "mend", INFRA, "mosquitto"))
                    .contains("mosquitto on CHELSTY-INFRA is made anew"));
    assertThat(ofService).containsEntry("service", "mosquitto");
    Map<String, Object> ofMachine =
        causedAndMended(
            HA,
            "hot",
            "host_temperature_high",
            true,
            () ->
                assertThat(lab.run("lab", "break", HA, "--kind", "hot"))
                    .contains("is in trouble: hot; told as host_temperature_high"),
            () -> assertThat(lab.run("lab", "mend", HA)).contains("mended"));
    assertThat(ofMachine).containsEntry("node", HA);
  }
}

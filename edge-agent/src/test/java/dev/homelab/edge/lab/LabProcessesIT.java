package dev.homelab.edge.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.homelab.edge.container.Await;
import dev.homelab.edge.lab.LabProcess.Role;
import dev.homelab.edge.lab.SupervisedProcess.Plan;
import dev.homelab.event.NodeId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Supervision of real, tiny processes. */
class LabProcessesIT {
  private static final NodeId PIHA = new NodeId("piha");
  private static final String SERVES = "echo ready http://127.0.0.1:7; exec cat >/dev/null";

  @TempDir Path folder;
  private final List<List<LabProcess>> told = new CopyOnWriteArrayList<>();
  private final LabProcesses processes = new LabProcesses(told::add);

  @AfterEach
  void end() {
    processes.close();
  }

  private Plan plan(NodeId node, Role role, String script) {
    Path log = folder.resolve(node + "-" + role.text() + ".log");
    return new Plan(node, role, folder.resolve(node.name()), log, List.of("sh", "-c", script));
  }

  private String start(Role role, String script) throws Exception {
    return processes.start(plan(PIHA, role, script)).get(10, TimeUnit.SECONDS);
  }

  private LabProcess only() {
    return processes.list().getFirst();
  }

  private static boolean lives(long pid) {
    return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
  }

  @Test
  void itServesAtTheAddressThatItPrints() throws Exception {
    assertThat(start(Role.AGENT, SERVES)).isEqualTo("http://127.0.0.1:7");
    assertThat(only().address()).contains("http://127.0.0.1:7");
    assertThat(lives(only().pid().orElseThrow())).isTrue();
    assertThat(told.getLast()).isEqualTo(processes.list());
  }

  @Test
  void whatDiesIsStartedAgainAfterASecond() throws Exception {
    start(Role.AGENT, SERVES);
    long before = only().pid().orElseThrow();
    long killed = System.nanoTime();
    processes.kill("piha", Duration.ZERO);
    Await.until("down", () -> only().pid().isEmpty());
    Await.until("up again", () -> only().address().isPresent());
    assertThat(Duration.ofNanos(System.nanoTime() - killed)).isGreaterThan(Duration.ofMillis(900));
    assertThat(only().pid().orElseThrow()).isNotEqualTo(before);
    assertThat(only().restarts()).isEqualTo(1);
  }

  @Test
  void aHoldKeepsItDown() throws Exception {
    start(Role.HUB, SERVES);
    long killed = System.nanoTime();
    processes.kill("hub", Duration.ofSeconds(3));
    Await.until("down", () -> only().pid().isEmpty());
    Await.until("up again", () -> only().address().isPresent());
    assertThat(Duration.ofNanos(System.nanoTime() - killed)).isGreaterThan(Duration.ofMillis(2900));
  }

  @Test
  void oneThatEndsBeforeItServesIsToldWithItsLastWord() {
    assertThatThrownBy(() -> start(Role.HUB, "echo the port is busy; exit 3"))
        .isInstanceOf(ExecutionException.class)
        .hasMessageContaining("hub ended with 3 before it served: the port is busy");
  }

  @Test
  void anUnknownNameIsAnsweredWithTheKnownOnes() throws Exception {
    start(Role.AGENT, SERVES);
    assertThatThrownBy(() -> processes.kill("saturn", Duration.ZERO))
        .isInstanceOf(LabFailure.class)
        .hasMessage("the lab has no process \"saturn\"; it has piha");
  }

  @Test
  void whatItPrintsIsKeptInItsLog() throws Exception {
    start(Role.AGENT, "echo one; echo two >&2; " + SERVES);
    Path log = folder.resolve("piha-agent.log");
    Await.until("log written", () -> read(log).contains("ready "));
    assertThat(read(log)).isEqualTo("one\ntwo\nready http://127.0.0.1:7\n");
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException absent) {
      return "";
    }
  }

  @Test
  void closingEndsTheAgentsFirstAndThenTheHub() throws Exception {
    String noting = "%s; cat >/dev/null; echo %s >>" + folder + "/order";
    String ready = "echo ready http://127.0.0.1:7";
    processes
        .start(plan(LabLayout.HUB_NODE, Role.HUB, noting.formatted(ready, "hub")))
        .get(10, TimeUnit.SECONDS);
    processes
        .start(plan(PIHA, Role.AGENT, noting.formatted(ready, "agent")))
        .get(10, TimeUnit.SECONDS);
    List<Long> pids = processes.list().stream().map(p -> p.pid().orElseThrow()).toList();
    processes.close();
    assertThat(Files.readAllLines(folder.resolve("order"))).containsExactly("agent", "hub");
    assertThat(pids).noneMatch(LabProcessesIT::lives);
  }

  @Test
  void aLogIsBounded() throws Exception {
    Path file = folder.resolve("bounded.log");
    try (ProcessLog log = ProcessLog.open(file, 100)) {
      for (int i = 0; i < 50; i++) {
        log.line("line number " + i);
      }
    }
    assertThat(Files.size(file)).isLessThanOrEqualTo(100);
    assertThat(Files.size(folder.resolve("bounded.log.1"))).isLessThanOrEqualTo(100);
    assertThat(read(file)).endsWith("line number 49\n");
  }
}

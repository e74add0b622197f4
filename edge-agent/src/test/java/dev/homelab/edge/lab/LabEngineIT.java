package dev.homelab.edge.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.homelab.edge.container.Await;
import dev.homelab.edge.container.Container;
import dev.homelab.edge.container.Container.Health;
import dev.homelab.edge.container.Container.State;
import dev.homelab.edge.container.ContainerEngine;
import dev.homelab.edge.container.ContainerEngineContract;
import dev.homelab.edge.container.ContainerEvent;
import dev.homelab.edge.container.EngineException;
import dev.homelab.edge.container.ExecResult;
import dev.homelab.edge.container.LabAddress;
import dev.homelab.edge.container.ProcessEngine;
import dev.homelab.edge.container.StandInDeployer;
import dev.homelab.event.NodeId;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lab's engine and its client, with real processes. */
class LabEngineIT extends ContainerEngineContract {
  private static final NodeId NODE = new NodeId("piha");
  private static final LabService WEB = new LabService(NODE, "web", List.of("web"));

  @TempDir Path folder;
  private final Vertx vertx = Vertx.vertx();
  private LabLayout layout = new LabLayout(Path.of("/nowhere"));
  private @org.jspecify.annotations.Nullable LabEngine lab;
  private @org.jspecify.annotations.Nullable ProcessEngine engine;

  @BeforeEach
  void up() {
    layout = new LabLayout(folder);
    lab = Await.get("lab up", LabEngine.start(vertx, layout, List.of(WEB)));
    engine = new ProcessEngine(vertx, NODE, layout.engineAddress());
  }

  @AfterEach
  void down() {
    Await.get("lab down", lab().close());
    Await.get("vertx closed", vertx.close());
  }

  private LabEngine lab() {
    return java.util.Objects.requireNonNull(lab);
  }

  @Override
  protected ContainerEngine engine() {
    return java.util.Objects.requireNonNull(engine);
  }

  private Container web() {
    return Await.get("inspect", engine().inspect("web"));
  }

  /** The engine's own answer that was waited for: a moment later it may be another. */
  private Container awaitWeb(String what, Predicate<Container> is) {
    AtomicReference<Container> last = new AtomicReference<>(web());
    Await.until(what, () -> is.test(last.updateAndGet(_ -> web())));
    return last.get();
  }

  private List<String> starts() throws IOException {
    return Files.readAllLines(layout.data(NODE, "web").resolve("starts"));
  }

  private long lastPid() throws IOException {
    return Long.parseLong(starts().getLast().replaceFirst("^\\d+ ", ""));
  }

  private void doBreak(BreakKind kind, int times) {
    Await.get("break", lab().breakService(NODE, "web", kind, times));
  }

  @Test
  void eachStartLeavesALineWithTimeAndPid() throws IOException {
    Await.until(
        "first start noted", () -> Files.exists(layout.data(NODE, "web").resolve("starts")));
    Await.get("restart", engine().restart("web", Duration.ofSeconds(2)));
    Await.until("second start noted", () -> quietly(this::starts).size() == 2);
    assertThat(starts()).allMatch(line -> line.matches("\\d{13} \\d+"));
  }

  @Test
  void whatIsKilledIsStartedAgain() throws IOException {
    Await.until("started", () -> Files.exists(layout.data(NODE, "web").resolve("starts")));
    ProcessHandle.of(lastPid()).ifPresent(ProcessHandle::destroyForcibly);
    Await.until("started again", () -> quietly(this::starts).size() == 2);
    Container again = awaitWeb("runs", Container::running);
    assertThat(again.restarts()).isEqualTo(1);
    assertThat(again.exitCode()).isEqualTo(137);
  }

  @Test
  void aCrashLoopEndsWithARedeployAndNotWithARestart() {
    doBreak(BreakKind.CRASH_LOOP, 0);
    Container looping =
        awaitWeb("restarting", it -> it.state() == State.RESTARTING && it.restarts() > 1);
    assertThat(looping.exitCode()).isEqualTo(1);
    Await.get("restart", engine().restart("web", Duration.ofSeconds(1)));
    Await.until("restarting again", () -> web().restarts() > 1);
    String before = web().id();
    Await.get("recreate", lab().recreate(NODE, "web"));
    assertThat(web().running()).isTrue();
    assertThat(web().restarts()).isZero();
    assertThat(web().id()).isNotEqualTo(before);
  }

  @Test
  void aCountedCrashLoopMendsItself() {
    doBreak(BreakKind.CRASH_LOOP, 2);
    Await.until("runs after two crashes", () -> hasRecovered(web()));
  }

  private static boolean hasRecovered(Container container) {
    return container.running() && container.restarts() >= 2;
  }

  @Test
  void theProbeSaysNoUntilARestart() {
    doBreak(BreakKind.UNHEALTHY, 0);
    assertThat(web().health()).isEqualTo(Health.UNHEALTHY);
    ExecResult probe =
        Await.get("probe", engine().exec("web", List.of("x"), Duration.ofSeconds(2), 100));
    assertThat(probe.exitCode()).isEqualTo(1);
    Await.get("restart", engine().restart("web", Duration.ofSeconds(1)));
    assertThat(web().health()).isEqualTo(Health.HEALTHY);
  }

  @Test
  void whatIsKilledForItsMemoryBearsTheMarkUntilItRunsAgain() {
    List<ContainerEvent> events = new CopyOnWriteArrayList<>();
    ContainerEngine.Subscription news = engine().events(events::add);
    Await.until("connected", () -> !events.isEmpty());
    doBreak(BreakKind.OUT_OF_MEMORY, 0);
    Container killed = awaitWeb("marked", it -> it.oomKilled() && it.state() == State.RESTARTING);
    assertThat(killed.exitCode()).isEqualTo(137);
    assertThat(awaitWeb("runs again", Container::running).oomKilled()).isFalse();
    assertThat(events).contains(new ContainerEvent(ContainerEvent.Kind.OOM, "web"));
    news.cancel();
  }

  @Test
  void whatIsPausedGoesOnWithARestart() {
    doBreak(BreakKind.PAUSED, 0);
    assertThat(web().state()).isEqualTo(State.PAUSED);
    Await.get("restart", engine().restart("web", Duration.ofSeconds(1)));
    assertThat(web().running()).isTrue();
  }

  @Test
  void whatIsDownCanNotBePaused() {
    doBreak(BreakKind.STOPPED, 0);
    assertThatThrownBy(() -> doBreak(BreakKind.PAUSED, 0))
        .hasMessageContaining("web does not run, and can't be paused");
    Await.get("start", engine().start("web"));
    assertThat(web().running()).isTrue();
  }

  @Test
  void whatIsMadeAnewBearsNoMarkOfItsMemory() {
    doBreak(BreakKind.OUT_OF_MEMORY, 0);
    doBreak(BreakKind.NEVER_STARTED, 0);
    assertThat(web().state()).isEqualTo(State.CREATED);
    assertThat(web().oomKilled()).isFalse();
  }

  @Test
  void aNodeThatCanNotBeIsRefusedAsAWrongValue() throws Exception {
    LabAddress address = LabAddress.read(layout.engineAddress());
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create(
                    "http://127.0.0.1:%d/v1/nodes/No_Node/containers".formatted(address.port())))
            .header("Authorization", "Bearer " + address.token())
            .build();
    try (HttpClient http = HttpClient.newHttpClient()) {
      assertThat(http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
          .isEqualTo(422);
    }
  }

  @Test
  void whatAServiceIsMadeFromIsNotedWholeAndLeavesNothingBeside() throws IOException {
    Path note = StandInDeployer.madeFrom(layout.nodeRoot(NODE), "web");
    doBreak(BreakKind.OTHER_IMAGE, 0);
    assertThat(note).hasContent(StandInDeployer.OTHER_IMAGE);
    doBreak(BreakKind.OTHER_DEFINITION, 0);
    assertThat(note).hasContent(StandInDeployer.OTHER_DEFINITION);
    try (Stream<Path> beside = Files.list(note.resolveSibling(""))) {
      assertThat(beside).containsExactly(note);
    }
    Await.get("recreate", lab().recreate(NODE, "web"));
    assertThat(note).doesNotExist();
  }

  @Test
  void whatWasNeverStartedIsSoUntilItIsStarted() {
    doBreak(BreakKind.NEVER_STARTED, 0);
    assertThat(web().state()).isEqualTo(State.CREATED);
    Await.get("close", lab().close());
    lab = Await.get("up again", LabEngine.start(vertx, layout, List.of(WEB)));
    assertThat(web().state()).isEqualTo(State.CREATED);
    Await.get("start", engine().start("web"));
    assertThat(web().running()).isTrue();
  }

  @Test
  void aBrokenCheckCanNotBeRunUntilTheRedeploy() {
    doBreak(BreakKind.BROKEN_CHECK, 0);
    assertThat(web().health()).isEqualTo(Health.NONE);
    ExecResult probe =
        Await.get("probe", engine().exec("web", List.of("x"), Duration.ofSeconds(2), 100));
    assertThat(probe.exitCode()).isEqualTo(127);
    Await.get("restart", engine().restart("web", Duration.ofSeconds(1)));
    assertThat(web().health()).isEqualTo(Health.NONE);
    Await.get("recreate", lab().recreate(NODE, "web"));
    assertThat(web().health()).isEqualTo(Health.HEALTHY);
  }

  @Test
  void anEngineThatIsGoneAnswersThatNodeNoMoreAndItsContainersRunOn() throws IOException {
    Await.until("started", () -> Files.exists(layout.data(NODE, "web").resolve("starts")));
    List<ContainerEvent> events = new CopyOnWriteArrayList<>();
    ContainerEngine.Subscription news = engine().events(events::add);
    Await.until("connected", () -> !events.isEmpty());
    trouble(Optional.of(HostTrouble.ENGINE_GONE));
    Await.until(
        "cut off",
        () -> events.stream().anyMatch(event -> event.kind() == ContainerEvent.Kind.LOST));
    assertThatThrownBy(() -> Await.get("list", engine().list()))
        .isInstanceOfSatisfying(
            EngineException.class, gone -> assertThat(gone.ofEngine()).isTrue());
    ProcessEngine neighbour =
        new ProcessEngine(vertx, new NodeId("saturn"), layout.engineAddress());
    assertThat(Await.get("of another node", neighbour.list())).isEmpty();
    trouble(Optional.empty());
    assertThat(web().running()).isTrue();
    assertThat(starts()).hasSize(1);
    news.cancel();
  }

  @Test
  void aContainerThatNobodyWantsComesAndGoes() {
    trouble(Optional.of(HostTrouble.UNWANTED));
    assertThat(names()).containsExactly("stranger", "web");
    trouble(Optional.of(HostTrouble.ENGINE_GONE));
    trouble(Optional.empty());
    assertThat(names()).containsExactly("web");
    trouble(Optional.of(HostTrouble.UNWANTED));
    assertThat(names()).containsExactly("stranger", "web");
  }

  private void trouble(Optional<HostTrouble> trouble) {
    Await.get("trouble", lab().trouble(NODE, trouble));
  }

  private List<String> names() {
    return Await.get("list", engine().list()).stream().map(Container::name).toList();
  }

  @Test
  void whatIsRemovedComesBackOnlyByARedeploy() {
    doBreak(BreakKind.MISSING, 0);
    assertThat(Await.get("list", engine().list())).isEmpty();
    assertThatThrownBy(() -> Await.get("start", engine().start("web")))
        .isInstanceOf(EngineException.class);
    Await.get("recreate", lab().recreate(NODE, "web"));
    assertThat(web().running()).isTrue();
  }

  @Test
  void theNextUpGoesOnWhereThisOneStopped() {
    doBreak(BreakKind.STOPPED, 0);
    Await.get("close", lab().close());
    lab = Await.get("up again", LabEngine.start(vertx, layout, List.of(WEB)));
    assertThat(web().state()).isEqualTo(State.EXITED);
  }

  @Test
  void closingEndsEveryProcess() throws IOException {
    Await.until("started", () -> Files.exists(layout.data(NODE, "web").resolve("starts")));
    long pid = lastPid();
    Await.get("close", lab().close());
    assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
  }

  @Test
  void theAddressIsPrivate() throws IOException {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(layout.engineAddress())))
        .isEqualTo("rw-------");
  }

  @Test
  void whatIsNotInTheLabIsNamedWithWhatIs() {
    assertThatThrownBy(
            () -> Await.get("break", lab().breakService(NODE, "wob", BreakKind.STOPPED, 0)))
        .hasMessageContaining("no service \"wob\" on piha; there are [web]");
    assertThatThrownBy(() -> BreakKind.of("melted"))
        .hasMessageContaining("stopped, crash-loop, out-of-memory, paused, never-started, missing");
  }

  private static <T> T quietly(java.util.concurrent.Callable<T> work) {
    try {
      return work.call();
    } catch (Exception failed) {
      throw new AssertionError(failed);
    }
  }
}

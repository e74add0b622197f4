package dev.homelab.edge.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.edge.container.Await;
import dev.homelab.edge.container.DockerApi;
import dev.homelab.edge.container.EngineGate;
import dev.homelab.edge.container.LabContainers;
import dev.homelab.edge.container.LabContainers.Plan;
import dev.homelab.edge.container.OwnEngine;
import dev.homelab.edge.container.TestDocker;
import dev.homelab.event.Event;
import dev.homelab.event.NodeId;
import dev.homelab.event.Values;
import dev.homelab.watching.WatchSetting;
import dev.homelab.watching.WatchSettings;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A real engine that stops, answers rubbish or nothing, or whose events get lost. */
class EngineTroubleIT {
  private static final NodeId NODE = new NodeId("chelsty-infra");
  private static final String ENGINE_UNREACHABLE = ContainerWatcher.ENGINE_UNREACHABLE;

  /** A silent engine is waited for, twice. */
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private static final List<String> NAMES = List.of("one", "two", "three");

  @TempDir Path folder;
  private final Vertx vertx = Vertx.vertx();
  private final Deque<AutoCloseable> open = new ArrayDeque<>();

  @AfterEach
  void down() throws Exception {
    for (AutoCloseable resource : open) {
      resource.close();
    }
    Await.get("vertx closed", vertx.close());
  }

  private <T extends AutoCloseable> T closing(T resource) {
    open.push(resource);
    return resource;
  }

  private LabContainers containers(Path socket) {
    LabContainers lab =
        closing(
            new LabContainers(
                new DockerApi(vertx, socket), "e" + ProcessHandle.current().pid(), NODE));
    NAMES.forEach(name -> lab.run(Plan.of(name, name)));
    return lab;
  }

  private Watching watch(LabContainers lab, Path socket, WatchSettings settings)
      throws IOException {
    List<WatchedService> wanted =
        NAMES.stream()
            .map(name -> new WatchedService(name, List.of(name), Optional.empty()))
            .toList();
    return closing(
        new Watching(
            vertx,
            lab.engine(new DockerApi(vertx, socket)),
            new TestNode(NODE, wanted, settings, List.of()),
            service -> Optional.empty(),
            folder.resolve("root")));
  }

  private static void assertToldOnce(Watching watching, Event down) {
    assertThat(down.service()).isNull();
    assertThat(down.details()).containsKey("reason");
    Event well = watching.await("service_recovered", LIMIT);
    assertThat(well.detail("of")).contains(ENGINE_UNREACHABLE);
    assertThat(well.detail("since")).isEqualTo(down.detail("since"));
    assertThat(watching.isAllWell()).isTrue();
    assertThat(watching.types()).containsExactly(ENGINE_UNREACHABLE, "service_recovered");
  }

  @Test
  void anEngineThatStopsIsOneEventAndNotOneAContainer() throws Exception {
    OwnEngine engine = closing(OwnEngine.create());
    LabContainers lab = containers(engine.socket());
    Watching watching = watch(lab, engine.socket(), WatchSettings.USUAL);
    lab.command("one", "touch", "/stay"); // so that the others are down long before the engine is
    engine.stop();
    Event down = watching.await(ENGINE_UNREACHABLE);
    engine.start();
    assertToldOnce(watching, down);
  }

  @ParameterizedTest
  @EnumSource(names = {"SHUT", "SILENT", "RUBBISH", "HTML"})
  void anEngineThatIsNoneIsToldOnceAndSeenAgain(EngineGate.Mode broken) throws Exception {
    LabContainers lab = containers(TestDocker.socket());
    Path socket = folder.resolve("gate");
    EngineGate gate = closing(new EngineGate(TestDocker.socket(), socket));
    Watching watching = watch(lab, socket, WatchSettings.USUAL);
    gate.be(broken);
    Event down = watching.await(ENGINE_UNREACHABLE, LIMIT);
    gate.be(EngineGate.Mode.OPEN);
    assertToldOnce(watching, down);
  }

  @Test
  void anEventThatGotLostIsFoundByTheComparison() throws Exception {
    LabContainers lab = containers(TestDocker.socket());
    Path socket = folder.resolve("gate");
    EngineGate gate = closing(new EngineGate(TestDocker.socket(), socket));
    WatchSettings often = WatchSettings.USUAL.with(WatchSetting.DOCKER_EVERY, "2s");
    Watching watching = watch(lab, socket, often);
    gate.be(EngineGate.Mode.NO_EVENTS);
    lab.stop("two");
    Event down = watching.await("containers_not_running");
    assertThat(down.service()).isEqualTo("two");
    assertThat(Values.list(down.details(), "containers")).hasSize(1);
    lab.start("two");
    Event well = watching.await("service_recovered");
    assertThat(well.service()).isEqualTo("two");
    assertThat(watching.types()).containsExactly("containers_not_running", "service_recovered");
  }
}

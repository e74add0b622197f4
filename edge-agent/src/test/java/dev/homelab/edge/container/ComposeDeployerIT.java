package dev.homelab.edge.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.homelab.event.NodeId;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Deployments with each real Compose that is here, on a real engine. */
@ParameterizedClass(name = "Compose {0}")
@ValueSource(strings = {"1", "2"})
class ComposeDeployerIT {
  /** The program of Compose v2, where the machine has none of its own. */
  private static final String V2 =
      Objects.requireNonNullElse(System.getenv("HOMELAB_TEST_COMPOSE_V2"), "docker");

  private static final String SERVICE = "deployed" + ProcessHandle.current().pid();
  private static final String MOVING = SERVICE + "image";
  private static final String OVERRIDE = "hosts/piha/runtime/%s/docker-compose.override.yml";

  @TempDir Path folder;
  @Parameter String major;
  private final Vertx vertx = Vertx.vertx();
  private DockerApi docker = new DockerApi(vertx, Path.of("/nowhere"));

  @BeforeEach
  void checkout() throws IOException {
    docker = TestDocker.api(vertx);
    Assumptions.assumeTrue(hasCompose(), "there is no Compose v" + major + " on this machine");
    write(
        "checkout/services/%s/docker-compose.yml".formatted(SERVICE),
        """
        version: "2.4"
        services:
          %1$s:
            image: debian:bookworm-slim
            container_name: %1$s
            network_mode: none
            stop_signal: KILL
            command: ["sleep", "600"]
            environment:
              SECRET_TOKEN: ${SECRET_TOKEN:-none}
        """
            .formatted(SERVICE));
    write("checkout/" + OVERRIDE.formatted(SERVICE), limit("32m"));
    write("root/config/%s/.env".formatted(SERVICE), "SECRET_TOKEN=planted-hunter2\n");
  }

  private List<String> program() {
    return major.equals("1")
        ? List.of("docker-compose")
        : V2.equals("docker") ? List.of("docker", "compose") : List.of(V2);
  }

  private boolean hasCompose() {
    return Compose.find(new CommandRunner(vertx), List.of(program()))
        .map(found -> found.v1() == major.equals("1"))
        .otherwise(false)
        .await();
  }

  private static String limit(String memory) {
    return "version: \"2.4\"\nservices:\n  %s:\n    mem_limit: %s\n".formatted(SERVICE, memory);
  }

  private void write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  @AfterEach
  void remove() {
    Await.get(
        "removed",
        docker
            .delete("/containers/" + SERVICE + "?force=1")
            .otherwise(Map.of())
            .compose(gone -> docker.delete("/images/" + MOVING + ":1?force=1"))
            .otherwise(Map.of())
            .compose(gone -> vertx.close()));
  }

  private ComposeDeployer deployer() {
    DeploySettings settings =
        new DeploySettings(
            new NodeId("piha"),
            folder.resolve("checkout"),
            folder.resolve("root"),
            Duration.ofMinutes(1));
    Secrets secrets =
        new Secrets(
            vertx,
            new DockerEngine(docker, DockerScope.wholeEngine()),
            folder.resolve("root/config"));
    return new ComposeDeployer(vertx, settings, docker, secrets, List.of(program()));
  }

  private Rendered rendered() {
    return Await.get("rendered", deployer().render(SERVICE));
  }

  @Test
  void aRedeployMakesTheContainerAnewWithItsOverrideAndEnvironment() {
    for (int round = 0; round < 2; round++) {
      CommandResult result = Await.get("redeploy", deployer().redeploy(SERVICE, rendered()));
      assertThat(result.succeeded()).as(result.text()).isTrue();
      assertThat(result.text()).doesNotContain("hunter2");
    }
    Container made =
        Await.get("inspect", new DockerEngine(docker, DockerScope.wholeEngine()).inspect(SERVICE));
    assertThat(made.running()).isTrue();
    assertThat(made.service()).as("the project is the service").isEqualTo(SERVICE);
    assertThat(made.life().memoryLimitBytes()).isEqualTo(32L << 20);
  }

  @Test
  @DisplayName("RULES S8: what runs another definition than the checkout's is drift until deployed")
  void drift() throws IOException {
    assertThat(drifted()).isEqualTo(new Drift.Unknown("nothing of it runs here"));
    Await.get("redeploy", deployer().redeploy(SERVICE, rendered()));
    assertThat(drifted()).isEqualTo(new Drift.Same());
    write("checkout/" + OVERRIDE.formatted(SERVICE), limit("48m"));
    assertThat(drifted())
        .isEqualTo(new Drift.Other(rendered().hash(), List.of(SERVICE), List.of()));
    Await.get("redeploy", deployer().redeploy(SERVICE, rendered()));
    assertThat(drifted()).isEqualTo(new Drift.Same());
  }

  @Test
  @DisplayName("RULES S8: an image whose name means another by now is drift until deployed")
  void anotherImage() throws IOException {
    post("/images/" + TestDocker.IMAGE + "/tag?tag=1&repo=" + MOVING);
    write("checkout/" + OVERRIDE.formatted(SERVICE), image(MOVING + ":1"));
    Await.get("redeploy", deployer().redeploy(SERVICE, rendered()));
    assertThat(drifted()).isEqualTo(new Drift.Same());
    post("/commit?tag=1&container=%s&repo=%s".formatted(SERVICE, MOVING));
    Drift other = new Drift.Other(rendered().hash(), List.of(SERVICE), List.of(SERVICE));
    assertThat(drifted()).isEqualTo(other);
    Await.get("redeploy", deployer().redeploy(SERVICE, rendered()));
    assertThat(drifted()).isEqualTo(new Drift.Same());
    write("checkout/" + OVERRIDE.formatted(SERVICE), image(TestDocker.IMAGE));
    assertThat(drifted())
        .as("another name")
        .isEqualTo(new Drift.Other(rendered().hash(), List.of(SERVICE), List.of(SERVICE)));
    Await.get("redeploy", deployer().redeploy(SERVICE, rendered()));
  }

  private void post(String path) {
    Map<String, Object> _ = Await.get(path, docker.post(path, null, Duration.ofSeconds(30)));
  }

  private static String image(String name) {
    return "version: \"2.4\"\nservices:\n  %s:\n    image: %s\n".formatted(SERVICE, name);
  }

  private Drift drifted() {
    return Await.get("drift", deployer().drift(SERVICE));
  }

  @Test
  @DisplayName("RULES A4: another definition than the approved one touches nothing")
  void aChangedDefinitionIsRefused() throws IOException {
    Rendered approved = rendered();
    assertThat(rendered()).isEqualTo(approved);
    write("checkout/" + OVERRIDE.formatted(SERVICE), limit("48m"));
    assertThatThrownBy(() -> Await.get("redeploy", deployer().redeploy(SERVICE, approved)))
        .isInstanceOf(Deployer.DefinitionChanged.class);
    assertThatThrownBy(
            () ->
                Await.get(
                    "inspect",
                    new DockerEngine(docker, DockerScope.wholeEngine()).inspect(SERVICE)))
        .isInstanceOf(EngineException.class);
  }

  @Test
  void aSecretThatChangesIsAnotherDefinition() throws IOException {
    Rendered before = rendered();
    write("root/config/%s/.env".formatted(SERVICE), "SECRET_TOKEN=planted-hunter3\n");
    assertThat(rendered().hash()).isNotEqualTo(before.hash());
  }

  @Test
  void anImageThatIsNotHereIsNotPulled() throws IOException {
    write(
        "checkout/" + OVERRIDE.formatted(SERVICE),
        "version: \"2.4\"\nservices:\n  %s:\n    image: nobody/absent:1\n".formatted(SERVICE));
    assertThatThrownBy(() -> Await.get("redeploy", deployer().redeploy(SERVICE, rendered())))
        .hasMessageContaining("image nobody/absent:1 is not on this node");
  }

  @Test
  @DisplayName("RULES A11: a definition that can't be rendered is told without its secrets")
  void aBrokenFileIsAClearFailure() throws IOException {
    write("checkout/" + OVERRIDE.formatted(SERVICE), "services: [planted-hunter2\n");
    assertThatThrownBy(() -> Await.get("render", deployer().render(SERVICE)))
        .isInstanceOf(Deployer.CannotRender.class)
        .hasMessageContaining("can't be rendered")
        .hasMessageNotContaining("hunter2");
  }
}

package dev.homelab.edge.container;

import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** The Docker engine that the test run provides, or the reason why there is none. */
public final class TestDocker {
  public static final String IMAGE = "debian:bookworm-slim";
  private static final String SETTING = "HOMELAB_TEST_DOCKER_HOST";

  private TestDocker() {}

  /** Skips the test where no engine is provided. */
  public static Path socket() {
    String host = System.getProperty(SETTING, System.getenv(SETTING));
    Assumptions.assumeTrue(
        host != null && host.startsWith("unix://"),
        SETTING + " names no Docker socket (unix:///…), so nothing was tried on a real engine");
    Path socket = Path.of(String.valueOf(host).substring("unix://".length()));
    Assumptions.assumeTrue(Files.exists(socket), "there is no Docker socket at " + socket);
    return socket;
  }

  public static DockerApi api(Vertx vertx) {
    return new DockerApi(vertx, socket());
  }
}

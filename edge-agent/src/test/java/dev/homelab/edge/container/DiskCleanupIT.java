package dev.homelab.edge.container;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** RULES A12: a fixed list of safe steps, each measured. */
@DisplayName("RULES A12: the clean-up is safe and measured")
class DiskCleanupIT {
  @TempDir Path folder;
  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    Await.get("vertx closed", vertx.close());
  }

  private Path old(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    Files.write(file, new byte[1000]);
    return Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofDays(40))));
  }

  private List<DiskCleanup.Step> run(Optional<DockerApi> docker) {
    return Await.get(
        "clean-up",
        new DiskCleanup(
                vertx, docker, folder.resolve("logs"), Duration.ofDays(30), InstantSource.system())
            .run());
  }

  @Test
  void onlyOldLogsGoAndNeverThroughALink() throws IOException {
    Path gone = old(folder.resolve("logs/web/old.log"));
    Path data = old(folder.resolve("data/web/precious"));
    Path fresh = Files.write(folder.resolve("logs/web/new.log"), new byte[10]);
    Path _ = Files.createSymbolicLink(folder.resolve("logs/web/link"), data);
    Path _ = Files.createSymbolicLink(folder.resolve("logs/linked"), folder.resolve("data"));
    List<DiskCleanup.Step> steps = run(Optional.empty());
    assertThat(steps).containsExactly(new DiskCleanup.Step("logs older than 30 days", 1000, ""));
    assertThat(gone).doesNotExist();
    assertThat(data).exists();
    assertThat(fresh).exists();
  }

  @Test
  void onARealEngineImagesAndBuildCacheToo() {
    List<DiskCleanup.Step> steps = run(Optional.of(TestDocker.api(vertx)));
    assertThat(steps)
        .extracting(DiskCleanup.Step::name)
        .containsExactly("dangling images", "build cache", "logs older than 30 days");
    assertThat(steps).allMatch(step -> step.failure().isEmpty());
  }

  @Test
  void aStepThatFailsDoesNotStopTheNext() {
    DockerApi nobody = new DockerApi(vertx, folder.resolve("absent.sock"));
    List<DiskCleanup.Step> steps = run(Optional.of(nobody));
    assertThat(steps).hasSize(3);
    assertThat(steps.getFirst().failure()).isNotEmpty();
    assertThat(steps.getLast().failure()).isEmpty();
  }
}

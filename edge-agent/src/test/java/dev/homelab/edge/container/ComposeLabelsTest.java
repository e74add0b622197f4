package dev.homelab.edge.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** RULES S8: what of Compose's labels is drift, and what is no conclusion at all. */
class ComposeLabelsTest {
  private static final String OLD = "a".repeat(64);
  private static final String NEW = "b".repeat(64);

  private static ComposeLabels made(String part, String hash) {
    return new ComposeLabels(part, hash, "2.26.1", "debian:1", "sha256:1");
  }

  private static Drift drift(String running, String wanted, String imageName, String imageId) {
    return ComposeLabels.drift(
        List.of(made("web", running)),
        Map.of("web", wanted),
        Map.of("web", new ComposeLabels.Image(imageName, imageId)),
        "d");
  }

  @Test
  @DisplayName("S8 an image of another id is told, and one that is not here by its name alone")
  void images() {
    List<String> web = List.of("web");
    assertThat(drift(OLD, OLD, "debian:1", "sha256:1")).isEqualTo(new Drift.Same());
    assertThat(drift(OLD, OLD, "debian:1", "sha256:2")).isEqualTo(new Drift.Other("d", web, web));
    assertThat(drift(OLD, NEW, "debian:1", "sha256:1"))
        .isEqualTo(new Drift.Other("d", web, List.of()));
    assertThat(drift(OLD, NEW, "debian:2", "")).isEqualTo(new Drift.Other("d", web, web));
    assertThat(drift(OLD, OLD, "debian:2", "")).isEqualTo(new Drift.Same());
  }

  @Test
  @DisplayName("S8 the same hashes are no drift")
  void same() {
    assertThat(ComposeLabels.drift(List.of(made("web", OLD)), Map.of("web", OLD), Map.of(), "d"))
        .isEqualTo(new Drift.Same());
  }

  @Test
  @DisplayName("S8 the parts of another hash are named, and a part that the file no longer has")
  void other() {
    List<ComposeLabels> running = List.of(made("web", OLD), made("db", OLD), made("old", OLD));
    assertThat(ComposeLabels.drift(running, Map.of("web", NEW, "db", OLD), Map.of(), "d"))
        .isEqualTo(new Drift.Other("d", List.of("old", "web"), List.of()));
  }

  @Test
  @DisplayName("S1 S8 nothing is concluded from hashes that are missing or made by another Compose")
  void unknown() {
    assertThat(ComposeLabels.drift(List.of(made("web", OLD)), Map.of(), Map.of(), "d"))
        .isInstanceOf(Drift.Unknown.class);
    Compose v1 = new Compose(List.of("docker-compose"), "1.29.2");
    Compose v2 = new Compose(List.of("docker", "compose"), "2.26.1");
    assertThat(v2.cannotCompare(List.of(made("web", OLD)))).isEmpty();
    assertThat(v1.cannotCompare(List.of(made("web", OLD))))
        .isEqualTo(Optional.of("web was made by Compose 2.26.1, and 1.29.2 is here"));
    assertThat(v2.cannotCompare(List.of())).isEqualTo(Optional.of("nothing of it runs here"));
  }

  @Test
  @DisplayName("the labels of a listing are read, containers that ran once are left out")
  void read() {
    Map<String, Object> kept =
        Map.of(
            "Image",
            "debian:1",
            "ImageID",
            "sha256:1",
            "Labels",
            Map.of(
                "com.docker.compose.service", "web",
                "com.docker.compose.config-hash", OLD,
                "com.docker.compose.oneoff", "False",
                "com.docker.compose.version", "2.26.1"));
    Map<String, Object> once = Map.of("Labels", Map.of("com.docker.compose.oneoff", "True"));
    assertThat(ComposeLabels.read(List.of(kept, once))).containsExactly(made("web", OLD));
    assertThat(ComposeLabels.hashes("web " + NEW + "\nwarning: x\n")).isEqualTo(Map.of("web", NEW));
  }
}

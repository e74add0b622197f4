package dev.homelab.edge.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.clock.Moment;
import dev.homelab.edge.container.Container;
import dev.homelab.edge.container.Container.Life;
import dev.homelab.edge.container.Container.State;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a sight of the engine means. */
class ContainerJudgementTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final WatchedService WEB =
      new WatchedService("web", List.of("web", "web-db"), Optional.empty());

  private static Container container(String name, String project, State state, Life life) {
    return new Container("id", name, project, name, state, Container.Health.NONE, life);
  }

  private static Container running(String name) {
    return container(name, "web", State.RUNNING, life(0, 0, null));
  }

  private static Life life(int exitCode, int restarts, @Nullable Instant started) {
    return new Life(exitCode, false, restarts, started, 0);
  }

  private static final Duration WINDOW = Duration.ofMinutes(5);

  private static List<Finding> judge(int recent, Container... containers) {
    return judge(recent, Map.of(), containers);
  }

  private static List<Finding> judge(
      int recent, Map<String, String> planned, Container... containers) {
    return ContainerJudgement.of(
        new ContainerSight(
            List.of(WEB),
            List.of(containers),
            Map.of("web", recent),
            Set.of(),
            started(containers),
            Map.of(),
            planned),
        service -> new ContainerJudgement.Loop(3, Duration.ofSeconds(10)),
        JumpingClock.at(NOW));
  }

  private static Map<String, Moment> started(Container... containers) {
    return RestartHistory.empty()
        .with(List.of(containers), any -> WINDOW, JumpingClock.at(NOW))
        .started();
  }

  @ParameterizedTest(name = "{0}, started {1} s ago, {2} restarts, {3} of late: {4}")
  @CsvSource({
    "RUNNING, 60, 0, 0, good, ",
    "RUNNING, 2, 0, 0, good, a start by hand counts at once",
    "RUNNING, 2, 1, 1, nothing, too early to tell",
    "RUNNING, 60, 1, 1, good, it held",
    "RUNNING, 60, 3, 3, bad, keeps restarting",
    "RESTARTING, 2, 1, 1, bad, keeps restarting",
    "EXITED, 60, 0, 0, bad, is stopped",
    "PAUSED, 60, 0, 0, bad, is paused",
    "CREATED, 60, 0, 0, bad, was never started",
  })
  void table(
      State state, int ago, int restarts, int recent, String verdict, @Nullable String words) {
    Container web = container("web", "web", state, life(1, restarts, NOW.minusSeconds(ago)));
    List<Finding> findings = judge(recent, web, running("web-db"));
    switch (verdict) {
      case "nothing" -> assertThat(findings).isEmpty();
      case "good" -> assertThat(findings).singleElement().matches(finding -> !finding.bad());
      default -> {
        assertThat(findings).singleElement().matches(Finding::bad);
        assertThat(findings.getFirst().message()).contains(String.valueOf(words));
      }
    }
  }

  @Test
  void aPartThatIsMissingIsItsServicesTrouble() {
    assertThat(judge(0, running("web")).getFirst().message())
        .isEqualTo("web: container web-db is missing");
  }

  @Test
  @DisplayName("S6: what stops while an action or a deployment is under way names it")
  void aStopThatIsPlannedSaysWhatIsUnderWay() {
    Finding planned = judge(0, Map.of("web", "deploy-1"), running("web")).getFirst();
    assertThat(planned.details()).containsEntry("planned", "deploy-1");
    assertThat(planned.message())
        .isEqualTo("web: container web-db is missing, while deploy-1 is under way");
    assertThat(judge(0, Map.of("other", "deploy-1"), running("web")).getFirst().details())
        .doesNotContainKey("planned");
  }

  @Test
  void outOfMemoryIsSaidWithTheLimit() {
    Container killed =
        container("web", "web", State.EXITED, new Life(137, true, 0, null, 64L << 20));
    Finding finding = judge(0, killed, running("web-db")).getFirst();
    assertThat(finding.message()).contains("exit code 137, out of memory");
    assertThat(finding.details().toString())
        .contains("memory_limit_bytes=67108864", "memory_used_bytes=67108864");
  }

  @Test
  @DisplayName("killed for its memory and started again at once: told, though it runs")
  void outOfMemoryAndRunningAgain() {
    Container web = container("web", "web", State.RUNNING, new Life(0, false, 1, NOW, 64L << 20));
    Finding finding =
        ContainerJudgement.of(
                new ContainerSight(
                    List.of(WEB),
                    List.of(web, running("web-db")),
                    Map.of("web", 1),
                    Set.of("web"),
                    Map.of(),
                    Map.of(),
                    Map.of()),
                service -> new ContainerJudgement.Loop(3, Duration.ofSeconds(10)),
                JumpingClock.at(NOW))
            .getFirst();
    assertThat(finding.message())
        .isEqualTo("web: container web was out of memory and runs again (1 restarts)");
    assertThat(finding.details().toString())
        .contains("state=running", "oom_killed=true", "memory_used_bytes=67108864");
  }

  @Test
  @DisplayName("each service's restarts are judged by its own settings")
  void settingsOfAService() {
    WatchedService other = new WatchedService("other", List.of("other"), Optional.empty());
    List<Finding> findings =
        ContainerJudgement.of(
            new ContainerSight(
                List.of(WEB, other),
                List.of(
                    running("web"),
                    running("web-db"),
                    container("other", "other", State.RUNNING, life(0, 0, null))),
                Map.of("web", 3, "other", 3),
                Set.of(),
                Map.of(),
                Map.of(),
                Map.of()),
            service ->
                new ContainerJudgement.Loop(service.equals("web") ? 3 : 4, Duration.ofSeconds(10)),
            JumpingClock.at(NOW));
    assertThat(findings).extracting(it -> it.key().service()).containsExactly("web", "other");
    assertThat(findings).extracting(Finding::bad).containsExactly(true, false);
  }

  @Test
  @DisplayName("a kill counts for its window; a start by hand and a new container begin afresh")
  void memoryKills() {
    Container before = container("web", "web", State.RUNNING, life(0, 0, NOW));
    Container restarted = container("web", "web", State.RUNNING, life(0, 1, NOW.plusSeconds(1)));
    MemoryKills kills =
        seen(MemoryKills.empty().with("web", JumpingClock.at(NOW)), before, NOW.plusSeconds(1));
    kills = seen(kills, restarted, NOW.plusSeconds(2));
    assertThat(kills.names()).containsExactly("web");
    assertThat(seen(kills, restarted, NOW.plusSeconds(299)).names()).containsExactly("web");
    assertThat(seen(kills, restarted, NOW.plusSeconds(301)).names()).isEmpty();
    Container byHand = container("web", "web", State.RUNNING, life(0, 0, NOW.plusSeconds(9)));
    assertThat(seen(kills, byHand, NOW.plusSeconds(9)).names()).isEmpty();
    Container anew =
        new Container(
            "other", "web", "web", "web", State.RUNNING, Container.Health.NONE, life(0, 2, NOW));
    assertThat(seen(kills, anew, NOW.plusSeconds(9)).names()).isEmpty();
  }

  @Test
  @DisplayName("the engine's own mark counts where the container was seen down")
  void memoryKillSeen() {
    Container down = container("web", "web", State.RESTARTING, new Life(137, true, 1, NOW, 0));
    Container up = container("web", "web", State.RUNNING, life(0, 1, NOW.plusSeconds(1)));
    MemoryKills kills = seen(MemoryKills.empty(), down, NOW);
    assertThat(seen(kills, up, NOW.plusSeconds(1)).names()).containsExactly("web");
    Container marked = container("web", "web", State.RUNNING, new Life(0, true, 0, NOW, 0));
    assertThat(seen(MemoryKills.empty(), marked, NOW).names())
        .as("nobody knows when that was")
        .isEmpty();
  }

  private static MemoryKills seen(MemoryKills kills, Container container, Instant at) {
    return kills.with(List.of(container), any -> WINDOW, JumpingClock.at(at));
  }

  @Test
  @DisplayName("SPEC 3: a part belongs to its project, else to the service of its name")
  void whoseContainerItIs() {
    List<String> services = List.of("outline", "outline-wiki", "mosquitto");
    assertThat(container("x", "outline", State.RUNNING, Lifes.NONE).serviceAmong(services))
        .contains("outline");
    assertThat(container("mosquitto", "other", State.RUNNING, Lifes.NONE).serviceAmong(services))
        .contains("mosquitto");
    assertThat(
            container("outline-wiki-db", "other", State.RUNNING, Lifes.NONE).serviceAmong(services))
        .contains("outline-wiki");
    assertThat(container("outliner", "other", State.RUNNING, Lifes.NONE).serviceAmong(services))
        .isEmpty();
  }

  @Test
  @DisplayName("RULES S8: what nobody wants is only reported")
  void unwantedContainersAreNamed() {
    assertThat(
            NodeFacts.unwanted(
                List.of(running("web-db"), container("x", "y", State.EXITED, Lifes.NONE)),
                List.of("web")))
        .containsExactly("x");
  }

  @Test
  void restartsAreCountedWithinTheirWindowAndFromEachStartByHand() {
    RestartHistory history = RestartHistory.empty();
    for (int restarts = 0; restarts < 4; restarts++) {
      Container web = container("web", "web", State.RUNNING, life(1, restarts, NOW));
      history =
          history.with(List.of(web), any -> WINDOW, JumpingClock.at(NOW.plusSeconds(restarts)));
    }
    assertThat(history.recent("web", WINDOW, JumpingClock.at(NOW.plusSeconds(4)))).isEqualTo(3);
    assertThat(history.recent("web", WINDOW, JumpingClock.at(NOW.plusSeconds(600)))).isZero();
    Container byHand = container("web", "web", State.RUNNING, life(1, 0, NOW));
    assertThat(
            history
                .with(List.of(byHand), any -> WINDOW, JumpingClock.at(NOW.plusSeconds(5)))
                .recent("web", WINDOW, JumpingClock.at(NOW.plusSeconds(5))))
        .isZero();
  }

  private static final class Lifes {
    static final Life NONE = new Life(0, false, 0, null, 0);
  }
}

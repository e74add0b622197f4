package dev.homelab.edge.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.homelab.edge.container.Container.State;
import dev.homelab.edge.container.ContainerEvent.Kind;
import dev.homelab.edge.container.EngineException.Reason;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** What every engine does alike; "web" is a running container of the service "web". */
public abstract class ContainerEngineContract {
  private static final Duration GRACE = Duration.ofSeconds(2);

  protected abstract ContainerEngine engine();

  @Test
  void whatRunsIsListedAsRunning() {
    assertThat(Await.get("list", engine().list()))
        .singleElement()
        .satisfies(
            container -> {
              assertThat(container.name()).isEqualTo("web");
              assertThat(container.service()).isEqualTo("web");
              assertThat(container.state()).isEqualTo(State.RUNNING);
              assertThat(container.life().startedAt()).isNotNull();
            });
  }

  @Test
  void whatIsStoppedStaysDownAndIsStartedAgain() {
    Await.get("stop", engine().stop("web", GRACE));
    assertThat(inspect().state()).isEqualTo(State.EXITED);
    assertThat(inspect().running()).isFalse();
    Await.get("start", engine().start("web"));
    assertThat(inspect().state()).isEqualTo(State.RUNNING);
    Await.get("start of what runs", engine().start("web"));
  }

  @Test
  void aRestartIsANewRunOfTheSameContainer() {
    Container before = inspect();
    Await.get("restart", engine().restart("web", GRACE));
    Container after = inspect();
    assertThat(after.id()).isEqualTo(before.id());
    assertThat(after.running()).isTrue();
    assertThat(after.life().startedAt()).isAfter(before.life().startedAt());
  }

  @Test
  void whatIsNotThereIsSaidSo() {
    assertThatThrownBy(() -> Await.get("inspect", engine().inspect("nobody")))
        .isInstanceOfSatisfying(
            EngineException.class,
            failure -> assertThat(failure.reason()).isEqualTo(Reason.NO_SUCH_CONTAINER));
    assertThatThrownBy(() -> Await.get("restart", engine().restart("nobody", GRACE)))
        .isInstanceOf(EngineException.class);
  }

  @Test
  void theLastLogLinesAreCutToTheirLimit() {
    Await.until(
        "the log has its first line",
        () -> !Await.get("log", engine().lastLog("web", 1, 4096)).isBlank());
    assertThat(Await.get("log", engine().lastLog("web", 20, 4096))).contains("stand-in started");
    assertThat(Await.get("log", engine().lastLog("web", 20, 10))).hasSizeLessThanOrEqualTo(10);
  }

  @Test
  void aCommandInsideAnswersWithItsExitCode() {
    ExecResult result =
        Await.get("exec", engine().exec("web", List.of("true"), Duration.ofSeconds(5), 1024));
    assertThat(result.exitCode()).isZero();
  }

  @Test
  void eventsArePushedAfterConnecting() {
    List<ContainerEvent> seen = new CopyOnWriteArrayList<>();
    ContainerEngine.Subscription subscription = engine().events(seen::add);
    Await.until("connected", () -> seen.contains(ContainerEvent.connected()));
    Await.get("restart", engine().restart("web", GRACE));
    Await.until("end pushed", () -> seen.contains(new ContainerEvent(Kind.DIED, "web")));
    Await.until("start pushed", () -> seen.contains(new ContainerEvent(Kind.STARTED, "web")));
    subscription.cancel();
  }

  private Container inspect() {
    return Await.get("inspect", engine().inspect("web"));
  }
}

package dev.homelab.edge.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.homelab.edge.container.Await;
import dev.homelab.edge.container.EngineException;
import dev.homelab.edge.container.EngineException.Reason;
import dev.homelab.event.NodeId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trouble of machines while the engine answers, and while it does not. */
class LabOrdersIT {
  private static final NodeId NODE = new NodeId("piha");

  @TempDir Path folder;
  private final Vertx vertx = Vertx.vertx();
  private final Engine engine = new Engine();
  private LabLayout layout;
  private LabOrders orders;

  @BeforeEach
  void open() throws IOException {
    layout = new LabLayout(folder);
    Files.createDirectories(layout.nodeRoot(NODE).resolve("state"));
    Uplinks uplinks = new Uplinks(vertx, layout, 1);
    int _ = Await.get("uplink", uplinks.open(NODE));
    orders =
        new LabOrders(vertx, layout, new LabProcesses(processes -> {}), uplinks, engine, () -> {});
  }

  @AfterEach
  void close() {
    Await.get("vertx closed", vertx.close());
  }

  private void order(String order, Map<String, Object> parameters) {
    Await.get(order, orders.carryOut(order, parameters));
  }

  private void trouble(HostTrouble kind) {
    order("trouble", Map.of("node", NODE.name(), "kind", kind.text()));
  }

  private void mend() {
    order("mend", Map.of("node", NODE.name()));
  }

  private Optional<HostTrouble> trouble() throws IOException {
    return HostTrouble.at(layout.hostTroubles(NODE));
  }

  @Test
  void troubleThatIsNotTheEnginesNeedsNone() throws IOException {
    engine.away = true;
    trouble(HostTrouble.HOT);
    assertThat(trouble()).contains(HostTrouble.HOT);
    mend();
    assertThat(trouble()).isEmpty();
  }

  @Test
  void whatTheEngineDoesNotTakeBackIsMendedWhenItAnswersAgain() throws IOException {
    trouble(HostTrouble.UNWANTED);
    engine.away = true;
    assertThatThrownBy(this::mend).hasMessageContaining("no engine");
    assertThatThrownBy(() -> trouble(HostTrouble.HOT)).hasMessageContaining("no engine");
    assertThat(trouble()).contains(HostTrouble.UNWANTED);
    engine.away = false;
    mend();
    assertThat(trouble()).isEmpty();
    assertThat(engine.trouble).isEmpty();
  }

  @Test
  void anotherTroubleEndsTheEngines() throws IOException {
    trouble(HostTrouble.ENGINE_GONE);
    assertThat(engine.trouble).contains(HostTrouble.ENGINE_GONE);
    trouble(HostTrouble.HOT);
    assertThat(engine.trouble).isNotEqualTo(Optional.of(HostTrouble.ENGINE_GONE));
    assertThat(trouble()).contains(HostTrouble.HOT);
  }

  /** Keeps what it is told, or answers nobody. */
  private static final class Engine implements Lab {
    private Optional<HostTrouble> trouble = Optional.empty();
    private boolean away;

    @Override
    public Future<Void> trouble(NodeId node, Optional<HostTrouble> now) {
      if (away) {
        return Future.failedFuture(new EngineException(Reason.UNREACHABLE, "no engine"));
      }
      trouble = now;
      return Future.succeededFuture();
    }

    @Override
    public Future<Void> breakService(NodeId node, String service, BreakKind kind, int times) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Future<Void> recreate(NodeId node, String service) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Path address() {
      throw new UnsupportedOperationException();
    }

    @Override
    public Future<Void> close() {
      return Future.succeededFuture();
    }
  }
}

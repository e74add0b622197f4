package dev.homelab.edge.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.homelab.edge.container.Await;
import dev.homelab.edge.container.LabAddress;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Orders from another process to a running lab. */
class LabControlIT {
  @TempDir Path folder;
  private final Vertx vertx = Vertx.vertx();
  private final List<String> carriedOut = new CopyOnWriteArrayList<>();
  private LabLayout layout;
  private LabGround ground;

  @BeforeEach
  void open() {
    layout = new LabLayout(folder);
    ground = LabGround.take(layout);
    var _ = Await.get("control", LabControl.open(vertx, layout, this::carryOut));
  }

  @AfterEach
  void close() {
    ground.close();
    Await.get("vertx closed", vertx.close());
  }

  private Future<Void> carryOut(String order, Map<String, Object> parameters) {
    if (order.equals("cut")) {
      throw new LabFailure("the lab has no node \"mars\"");
    }
    carriedOut.add(order + " " + parameters);
    return Future.succeededFuture();
  }

  @Test
  void anOrderIsCarriedOutWithItsParameters() {
    new LabRemote(layout).order("kill", Map.of("process", "hub"));
    assertThat(carriedOut).containsExactly("kill {process=hub}");
  }

  @Test
  void aRefusalIsToldInItsOwnWords() {
    assertThatThrownBy(() -> new LabRemote(layout).order("cut", Map.of("node", "mars")))
        .isInstanceOf(LabFailure.class)
        .hasMessage("the lab has no node \"mars\"");
  }

  @Test
  void onlyWhoHasTheTokenIsHeard() throws IOException {
    LabAddress real = LabAddress.read(layout.control());
    new LabAddress(real.port(), "guessed").write(layout.control());
    assertThatThrownBy(() -> new LabRemote(layout).order("down", Map.of()))
        .hasMessageContaining("wants its token");
    assertThat(carriedOut).isEmpty();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(layout.control())))
        .isEqualTo("rw-------");
  }
}

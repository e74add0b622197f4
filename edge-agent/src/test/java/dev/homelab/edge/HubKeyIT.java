package dev.homelab.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.homelab.disk.FileDisk;
import dev.homelab.event.NodeId;
import dev.homelab.sync.EnrolmentToken;
import dev.homelab.sync.NodeRegistry;
import dev.homelab.sync.SigningKey;
import dev.homelab.web.FreePorts;
import io.vertx.core.Vertx;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a node does with the token that it finds. */
class HubKeyIT {
  private static final NodeId PIHA = new NodeId("piha");

  @TempDir Path root;
  private final Vertx vertx = Vertx.vertx();
  private final SigningKey hub = SigningKey.generate();
  private final SigningKey own = SigningKey.generate();
  private Path file;
  private int nobody;

  @BeforeEach
  void start() throws Exception {
    file = root.resolve("config/edge-agent/enrolment-token");
    Files.createDirectories(file.getParent());
    nobody = FreePorts.one();
  }

  @AfterEach
  void stop() throws Exception {
    vertx.close().await(10, TimeUnit.SECONDS);
  }

  private void token(String node) throws Exception {
    NodeRegistry registry = NodeRegistry.open(new FileDisk(), root);
    EnrolmentToken token =
        registry.issue(new NodeId(node), "home", hub.verifyKey(), Instant.now()).orElseThrow();
    Files.writeString(file, token.text());
  }

  private void get() throws Exception {
    var _ =
        new HubKey(vertx, new FileDisk(), root, PIHA)
            .get("127.0.0.1", nobody, own)
            .await(10, TimeUnit.SECONDS);
  }

  @Test
  @DisplayName("Y11 a token for another node is not used, and it is said whose it is")
  void anothersToken() throws Exception {
    token("saturn");
    assertThatThrownBy(this::get).hasMessageContaining("is for saturn, and this node is piha");
    assertThat(file).exists();
  }

  @Test
  @DisplayName("Y11 while the hub can't be reached the token stays")
  void nobodyThere() throws Exception {
    token("piha");
    assertThatThrownBy(this::get).isInstanceOf(ConnectException.class);
    assertThat(file).exists();
  }

  @Test
  @DisplayName("Y11 without key and token it is said what to do")
  void neither() {
    assertThatThrownBy(this::get).hasMessageContaining("homelab nodes enrol");
  }
}

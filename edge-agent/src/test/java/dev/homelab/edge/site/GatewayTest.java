package dev.homelab.edge.site;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.action.Actions;
import dev.homelab.action.Clocks;
import dev.homelab.action.Proposal;
import dev.homelab.disk.Disk;
import dev.homelab.disk.FileDisk;
import dev.homelab.edge.container.Await;
import dev.homelab.event.NodeId;
import dev.homelab.event.Subject;
import dev.homelab.inventory.Carries;
import dev.homelab.sync.SigningKey;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a gateway does of its own accord, whoever polls. */
class GatewayTest {
  private static final NodeId INFRA = new NodeId("chelsty-infra");
  private static final Proposal RESTART =
      Actions.restart(new Subject(new NodeId("chelsty-ha"), "homeassistant"), 1);

  @TempDir Path root;
  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private volatile Instant now = Instant.parse("2026-03-01T12:00:00Z");

  @AfterEach
  void close() {
    Await.get("closed", vertx.close());
  }

  private Gateway gateway(SiteOrders orders) {
    Disk disk = new FileDisk();
    SigningKey key = SigningKey.generate();
    InstantSource clock = () -> now;
    return new Gateway(
        vertx,
        new Gateway.Parts(
            disk,
            root,
            INFRA,
            key,
            new SiteDelegation(disk, root, INFRA, key.verifyKey(), clock),
            new SiteAddress("127.0.0.1", 0),
            orders,
            clock),
        home());
  }

  private static Gateway.Home home() {
    return (Gateway.Home)
        Proxy.newProxyInstance(
            Gateway.Home.class.getClassLoader(),
            new Class<?>[] {Gateway.Home.class},
            (_, method, _) ->
                switch (method.getName()) {
                  case "hubAge" -> Duration.ofDays(1);
                  case "carries" -> Carries.ALWAYS;
                  case "carry" -> Optional.empty();
                  default -> null;
                });
  }

  @Test
  @DisplayName("A9 an approval whose time is over goes, also where its member is never heard")
  void over() throws Exception {
    Files.createDirectories(root.resolve("state"));
    SiteOrders orders =
        new SiteOrders(
            new FileDisk(),
            root,
            new Clocks(() -> now, () -> now.getEpochSecond() * 1_000_000_000L, () -> true));
    assertThat(orders.give(RESTART, "local", Duration.ofHours(1))).isTrue();
    Path file = root.resolve("state/site-orders/" + RESTART.id() + ".json");
    assertThat(file).exists();
    now = now.plus(Duration.ofHours(1));
    Gateway gateway = gateway(orders);
    Await.get("start", gateway.start());
    Await.until("it is gone", () -> !Files.exists(file));
    Await.get("stop", gateway.stop());
  }
}

package dev.homelab.edge.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.homelab.clock.MomentClock;
import dev.homelab.disk.FileDisk;
import dev.homelab.edge.container.Await;
import dev.homelab.edge.host.HostRoot;
import dev.homelab.edge.tailscale.TestTailnet;
import dev.homelab.event.Event;
import dev.homelab.event.EventTypes;
import dev.homelab.event.NodeId;
import dev.homelab.watching.WatchSetting;
import dev.homelab.watching.WatchSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Tailscale watcher on a real tailscaled. */
class TailscaleWatcherIT {
  private static final WatchSettings QUICK =
      WatchSettings.USUAL
          .with(WatchSetting.TAILSCALE_OFFLINE_AFTER, "1s")
          .with(WatchSetting.TAILSCALE_EVERY, "3s");

  /** A daemon takes up to 45 s to say that it is not online. */
  private static final Duration SLOW = Duration.ofSeconds(90);

  @TempDir Path folder;
  private @Nullable WatchBench opened;

  private WatchBench bench() {
    return Objects.requireNonNull(opened);
  }

  @BeforeEach
  void open() {
    assumeTrue(
        TestTailnet.programs().isPresent(),
        "NOT RUN HERE: no tailscaled was built (HOMELAB_TEST_TAILSCALE names none)");
    opened = WatchBench.open(folder.resolve("state"));
  }

  @AfterEach
  void close() {
    WatchBench.end(opened);
  }

  private void watch(TestTailnet tailnet) {
    Machine machine =
        Machine.real(
            bench().vertx(),
            new NodeId("piha"),
            new FileDisk(),
            folder,
            HostRoot.SELF,
            tailnet.socket(),
            Optional.empty(),
            () -> ZoneOffset.UTC,
            () -> Optional.of(Instant.now()),
            InstantSource.system());
    TestNode node = new TestNode(new NodeId("piha"), List.of(), QUICK, List.of());
    bench()
        .start(
            new Recipe(
                "tailscale",
                "",
                () ->
                    new TailscaleWatcher(
                        machine.tailscale(),
                        node,
                        () -> Optional.of(Instant.now()),
                        MomentClock.system())));
  }

  private boolean isWell() {
    return bench()
        .probe("tailscale")
        .get("looked_for")
        .toString()
        .contains("type=tailscale_offline, bad=false");
  }

  private Event over(String type) {
    return bench().await("service_recovered", event -> event.detail("of").orElse("").equals(type));
  }

  @Test
  @DisplayName(
      "Logged out, joined, taken down, brought up, killed: each is told as the bus pushes it")
  void comesAndGoes() throws Exception {
    try (TestTailnet tailnet = TestTailnet.open(bench().vertx(), folder.resolve("ts"))) {
      watch(tailnet);
      Event out = bench().await(EventTypes.TAILSCALE_DOWN);
      assertThat(out.details()).containsEntry("backend_state", "NeedsLogin");
      tailnet.join();
      Event in = over(EventTypes.TAILSCALE_DOWN);
      assertThat(in.detail("since")).isEqualTo(out.detail("since"));
      tailnet.want(false);
      Event down =
          bench()
              .await(
                  EventTypes.TAILSCALE_DOWN,
                  event -> "Stopped".equals(event.details().get("backend_state")));
      assertThat(down.details().get("health")).isEqualTo(List.of("Tailscale is stopped."));
      tailnet.want(true);
      Event _ =
          bench()
              .await(
                  "service_recovered", event -> event.detail("since").equals(down.detail("since")));
      tailnet.killDaemon();
      Event dead =
          bench()
              .await(
                  EventTypes.TAILSCALE_DOWN,
                  event -> "unreachable".equals(event.details().get("backend_state")));
      tailnet.startDaemon();
      Event _ =
          bench()
              .await(
                  "service_recovered", event -> event.detail("since").equals(dead.detail("since")));
      assertThat(bench().events()).hasSize(6);
    }
  }

  @Test
  @DisplayName(
      "Running is not online: without its control server it is offline, and says nothing itself")
  void runningIsNotOnline() throws Exception {
    try (TestTailnet tailnet = TestTailnet.open(bench().vertx(), folder.resolve("ts"))) {
      tailnet.join();
      tailnet.awaitOnline();
      watch(tailnet);
      Await.until("online", this::isWell);
      tailnet.killControl();
      Await.until(
          "the daemon gives its control server up",
          SLOW,
          () ->
              bench().events().stream()
                  .anyMatch(it -> it.type().equals(EventTypes.TAILSCALE_OFFLINE)));
      Event offline = bench().await(EventTypes.TAILSCALE_OFFLINE);
      assertThat(offline.details()).containsKey("offline_since");
      assertThat(bench().events()).containsExactly(offline);
      tailnet.startControl();
      // Another one, which knows no node yet: until it has let it in, the node is logged out.
      tailnet.join();
      assertThat(over(EventTypes.TAILSCALE_OFFLINE).detail("since"))
          .isEqualTo(offline.detail("since"));
    }
  }

  @Test
  @DisplayName("A control server that goes away before the node was ever online is told as well")
  void neverOnline() throws Exception {
    try (TestTailnet tailnet = TestTailnet.open(bench().vertx(), folder.resolve("ts"))) {
      tailnet.join();
      watch(tailnet);
      tailnet.killControl();
      Await.until(
          "trouble is told",
          SLOW,
          () -> bench().events().stream().anyMatch(it -> it.type().startsWith("tailscale_")));
    }
  }

  @Test
  @DisplayName("A key that ends is told at three distances, and its renewal is the end")
  void keyExpiry() throws Exception {
    try (TestTailnet tailnet = TestTailnet.open(bench().vertx(), folder.resolve("ts"))) {
      tailnet.join();
      tailnet.awaitOnline();
      watch(tailnet);
      tailnet.expireIn(13 * 24);
      Event first = bench().await(EventTypes.TAILSCALE_KEY_EXPIRING);
      assertThat(first.details()).containsEntry("level", "first").containsKey("expires");
      tailnet.expireIn(0);
      assertThat(over(EventTypes.TAILSCALE_KEY_EXPIRING).detail("since"))
          .isEqualTo(first.detail("since"));
      tailnet.expireIn(20);
      assertThat(
              bench()
                  .await(
                      EventTypes.TAILSCALE_KEY_EXPIRING,
                      event -> event.detail("level").orElse("").equals("last"))
                  .message())
          .isEqualTo("The key of this node in Tailscale expires in 19 hours");
    }
  }
}

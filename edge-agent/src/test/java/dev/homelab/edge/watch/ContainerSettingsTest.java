package dev.homelab.edge.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.clock.MomentClock;
import dev.homelab.edge.container.Await;
import dev.homelab.edge.container.Container;
import dev.homelab.edge.container.ContainerEngine;
import dev.homelab.edge.container.ProcessEngine;
import dev.homelab.edge.container.Secrets;
import dev.homelab.event.NodeId;
import dev.homelab.watching.WatchSetting;
import dev.homelab.watching.WatchSettings;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whose settings the watcher of containers asks for. */
class ContainerSettingsTest {
  private static final NodeId NODE = new NodeId("piha");

  @TempDir Path folder;

  @Test
  @DisplayName("a service's own settings hold for its containers, its node's for all others")
  void settings() {
    Vertx vertx = Vertx.vertx();
    try {
      ContainerEngine none = new ProcessEngine(vertx, NODE, folder.resolve("no-engine"));
      TestNode node = TestNode.wanting(NODE, List.of(service("own"), service("usual")));
      ContainerWatcher watcher =
          new ContainerWatcher(
              none,
              new EngineNews(none),
              new Secrets(vertx, none, folder),
              new Own(node),
              service -> Optional.empty(),
              MomentClock.system());
      ContainerSight sight =
          new ContainerSight(
              node.services(),
              List.of(running("own"), running("usual")),
              Map.of("own", 3, "usual", 3),
              Set.of(),
              Map.of(),
              Map.of(),
              Map.of());
      assertThat(watcher.judge(sight, MomentClock.system().now()))
          .filteredOn(Finding::bad)
          .extracting(finding -> finding.key().service())
          .containsExactly("usual");
    } finally {
      Await.get("vertx closed", vertx.close());
    }
  }

  private static WatchedService service(String name) {
    return new WatchedService(name, List.of(name), Optional.empty());
  }

  private static Container running(String name) {
    return new Container(
        "id",
        name,
        name,
        name,
        Container.State.RUNNING,
        Container.Health.NONE,
        new Container.Life(0, false, 0, null, 0));
  }

  /** The service {@code own} has settings of its own. */
  private static final class Own extends LikeNode {
    private Own(WatchedNode base) {
      super(base);
    }

    @Override
    public WatchSettings settings(String service) {
      return service.equals("own")
          ? settings().with(WatchSetting.DOCKER_RESTARTS, "4")
          : settings();
    }
  }
}

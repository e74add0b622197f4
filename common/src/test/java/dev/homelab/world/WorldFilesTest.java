package dev.homelab.world;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.event.EventJson;
import dev.homelab.event.Values;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What stands in the files of the world. */
class WorldFilesTest {
  private static final WorldFiles.NodeCard CARD =
      new WorldFiles.NodeCard(Logs.EDGE, List.of("edge"), new TreeMap<>());

  @Test
  @DisplayName("W7: of a node's memory nothing is claimed, as no log says anything of it")
  void memoryIsNotSensed() throws Exception {
    World world = new Logs().add(Logs.EDGE, 0, "disk_pressure", null, Map.of()).world();
    byte[] nodes = WorldFiles.render(world, List.of(CARD)).get("nodes.json");
    Map<String, Object> node =
        Values.object(EventJson.parse(nodes, 0, nodes.length), "chelsty-infra");
    assertThat(node).containsEntry("memory_pressure", null);
    assertThat(node.get("disk_pressure")).isNotNull();
  }
}

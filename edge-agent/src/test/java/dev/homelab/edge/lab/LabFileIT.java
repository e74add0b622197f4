package dev.homelab.edge.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.edge.lab.LabProcess.Role;
import dev.homelab.event.NodeId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabFileIT {
  @TempDir Path folder;

  private LabFile file() {
    NodeId piha = new NodeId("piha");
    return new LabFile(
        "lab",
        ProcessHandle.current().pid(),
        "process",
        "http://127.0.0.1:18180",
        List.of(
            new LabProcess(
                LabLayout.HUB_NODE,
                Role.HUB,
                Optional.of(7L),
                Optional.of("http://127.0.0.1:18180"),
                folder.resolve("vps"),
                0),
            new LabProcess(
                piha, Role.AGENT, Optional.empty(), Optional.empty(), folder.resolve("piha"), 3)));
  }

  @Test
  void whatIsWrittenIsRead() throws IOException {
    Path json = folder.resolve("lab.json");
    file().write(json);
    assertThat(LabFile.read(json)).contains(file());
    assertThat(LabFile.read(json).orElseThrow().isUp()).isTrue();
    assertThat(LabFile.read(json).orElseThrow().process("piha")).isPresent();
  }

  @Test
  void noneAndADamagedOneAreNone() throws IOException {
    Path json = folder.resolve("lab.json");
    assertThat(LabFile.read(json)).isEmpty();
    Files.writeString(json, "{\"processes\":[{\"node\":\"??\"}]");
    assertThat(LabFile.read(json)).isEmpty();
  }
}

package dev.homelab.edge.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What keeps a lab from starting is said in one clear line. */
class LabGroundIT {
  @TempDir Path folder;

  @Test
  void aSecondUpOnTheSameLabIsRefusedAndNamesTheFirst() {
    LabLayout layout = new LabLayout(folder.resolve("lab"));
    try (LabGround first = LabGround.take(layout)) {
      assertThat(first).isNotNull();
      assertThatThrownBy(() -> LabGround.take(layout))
          .isInstanceOf(LabFailure.class)
          .hasMessageContaining("is up already (process " + ProcessHandle.current().pid() + ")")
          .hasMessageContaining("homelab down --lab");
      assertThat(new LabRemote(layout).isUp()).isTrue();
    }
    assertThat(new LabRemote(layout).isUp()).isFalse();
    LabGround.take(layout).close();
  }

  @Test
  void aFolderThatCantBeMadeIsNamed() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    assertThatThrownBy(() -> LabGround.take(new LabLayout(file.resolve("lab"))))
        .isInstanceOf(LabFailure.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("choose another with --lab");
  }

  @Test
  void aFullDiskIsNamedWithWhatItWouldNeed() {
    assertThatThrownBy(() -> LabGround.requireSpace(3 << 20, folder))
        .isInstanceOf(LabFailure.class)
        .hasMessageContaining("is full: 3 MiB are free and a lab needs 64");
  }

  @Test
  void aBusyPortIsNamed() throws IOException {
    try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> LabGround.requireFree(busy.getLocalPort()))
          .isInstanceOf(LabFailure.class)
          .hasMessage(
              "port %d is in use by another program; choose another with --port"
                  .formatted(busy.getLocalPort()));
    }
  }
}

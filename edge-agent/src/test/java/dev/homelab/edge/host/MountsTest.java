package dev.homelab.edge.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a container knows of the machine's file systems. */
class MountsTest {
  private static final Mounts MOUNTS =
      Mounts.parse(
          List.of(
              "700 600 0:50 / / rw,relatime - overlay overlay rw,lowerdir=/a",
              "701 700 179:2 / /host ro,noatime master:1 - ext4 /dev/mmcblk0p2 rw,errors=remount-ro",
              "702 701 8:1 / /host/mnt/my\\040disk ro,noatime shared:7 master:2 - ext4 /dev/sda1 ro",
              "703 701 8:2 / /host/opt ro,noatime - ext4 /dev/sdb1 ro",
              "704 701 8:3 / /host/opt rw,noatime - ext4 /dev/sdc1 rw",
              "705 701 7:1 / /host/srv rw,relatime - ext4 /dev/loop1 rw,errors=remount-ro,emergency_ro",
              "half a line"));

  @Test
  @DisplayName("mounted read-only here, the machine's root is none for that")
  void byTheFileSystem() {
    assertThat(MOUNTS.isReadOnly(Path.of("/host"))).isFalse();
    assertThat(MOUNTS.isReadOnly(Path.of("/host/home"))).isFalse();
    assertThat(MOUNTS.isReadOnly(Path.of("/host/mnt/my disk/deep"))).isTrue();
    assertThat(MOUNTS.isReadOnly(Path.of("/hostile"))).isFalse();
  }

  @Test
  void whatIsMountedOverAnotherHidesIt() {
    assertThat(MOUNTS.isReadOnly(Path.of("/host/opt/homelab"))).isFalse();
  }

  @Test
  void oneThatTheKernelGaveUpIsReadOnly() {
    assertThat(MOUNTS.isReadOnly(Path.of("/host/srv/data"))).isTrue();
  }
}

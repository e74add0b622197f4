package dev.homelab.disk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileDiskTest {
  @TempDir Path root;
  private final Disk disk = new FileDisk();

  private static int mode(Path path) throws IOException {
    return (int) Files.getAttribute(path, "unix:mode") & 07777;
  }

  @Test
  @DisplayName("L5: what the group shares has 664 in 2775, what is the owner's has 600 in 700")
  void modes() throws IOException {
    Path shared = root.resolve("events");
    DiskFiles.createDirectories(disk, shared);
    DiskFiles.replace(disk, shared.resolve("file"), "x".getBytes(UTF_8));
    Path own = root.resolve("sync");
    DiskFiles.createDirectories(disk.forOwnerOnly(), own);
    DiskFiles.replace(disk.forOwnerOnly(), own.resolve("file"), "x".getBytes(UTF_8));
    assertThat(mode(shared)).isEqualTo(02775);
    assertThat(mode(shared.resolve("file"))).isEqualTo(0664);
    assertThat(mode(own) & 0777).isEqualTo(0700);
    assertThat(mode(own.resolve("file"))).isEqualTo(0600);
  }

  @Test
  @DisplayName("L6: writing again changes no byte, no length, and nothing that comes behind it")
  void rewrite() throws IOException {
    Path file = root.resolve("file");
    Files.writeString(file, "abc".repeat(50_000));
    disk.rewrite(file, 7);
    assertThat(file).content().isEqualTo("abc".repeat(50_000));
    disk.rewrite(file, 1_000_000);
    assertThat(file).content().isEqualTo("abc".repeat(50_000));
    assertThatThrownBy(() -> disk.rewrite(root.resolve("absent"), 0))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  @DisplayName("a file that was moved is the same one, another at its name is not")
  void identity() throws IOException {
    Path file = root.resolve("file");
    Files.writeString(file, "x");
    Object before = disk.identity(file);
    Files.writeString(file, "y");
    assertThat(disk.identity(file)).isEqualTo(before);
    Files.move(file, root.resolve("moved"));
    Files.writeString(file, "z");
    assertThat(disk.identity(root.resolve("moved"))).isEqualTo(before);
    assertThat(disk.identity(file)).isNotEqualTo(before);
  }
}

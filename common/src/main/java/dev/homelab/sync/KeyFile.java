package dev.homelab.sync;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.Set;

/**
 * A private key in {@code <root>/state/keys/<name>.key}: one line of base64, readable by its owner
 * only (0600, in a folder of 0700), made on first use. Beside it {@code <name>.pub} for people.
 */
public final class KeyFile {
  private static final Set<StandardOpenOption> NEW =
      Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);

  private KeyFile() {}

  /** Loads the key, or makes it durable first where there is none. */
  public static SigningKey loadOrCreate(Path root, String name) throws IOException {
    Path folder = root.resolve("state/keys");
    Path file = folder.resolve(name + ".key");
    try {
      return read(file);
    } catch (NoSuchFileException first) {
      Files.createDirectories(root.resolve("state"));
      if (!Files.isDirectory(folder)) {
        Files.createDirectory(
            folder,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
      SigningKey key = SigningKey.generate();
      write(folder, name + ".key", Base64.getEncoder().encodeToString(key.seed()), "rw-------");
      write(folder, name + ".pub", key.verifyKey().text(), "rw-r--r--");
      return key;
    }
  }

  private static SigningKey read(Path file) throws IOException {
    String text = Files.readString(file, StandardCharsets.US_ASCII).strip();
    try {
      return SigningKey.fromSeed(Base64.getDecoder().decode(text));
    } catch (IllegalArgumentException broken) {
      throw new IOException(file + " must hold 32 bytes in base64: " + broken.getMessage(), broken);
    }
  }

  private static void write(Path folder, String name, String text, String mode) throws IOException {
    Path temporary = folder.resolve("." + name + ".tmp");
    Files.deleteIfExists(temporary);
    try (FileChannel channel =
        FileChannel.open(
            temporary,
            NEW,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode)))) {
      ByteBuffer bytes = ByteBuffer.wrap((text + "\n").getBytes(StandardCharsets.US_ASCII));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(temporary, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
      directory.force(true);
    }
  }
}

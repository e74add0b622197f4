package dev.homelab.sync;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * How hub and agent of one machine recognise that they share a root (RULES Y10): the hub writes a
 * random text into {@code state/root-nonce} at each start and greets with its hash.
 */
public final class RootNonce {
  private static final String FILE = "state/root-nonce";

  private RootNonce() {}

  /** Writes a new one and gives its hash. */
  public static String write(Path root) throws IOException {
    String nonce = Digests.randomHex(32);
    Files.createDirectories(root.resolve("state"));
    Files.writeString(root.resolve(FILE), nonce);
    return Digests.sha256Hex(nonce);
  }

  /** Whether the one under this root has the hash. */
  public static boolean matches(Path root, String hash) throws IOException {
    try {
      String nonce = Files.readString(root.resolve(FILE), StandardCharsets.US_ASCII);
      return Digests.sha256Hex(nonce.strip()).equals(hash);
    } catch (NoSuchFileException absent) {
      return false;
    }
  }
}

package dev.homelab.sync;

import dev.homelab.disk.Disk;
import dev.homelab.disk.DiskFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How hub and agent of one machine recognise that they share a root (RULES Y10): the hub puts a
 * random text into {@code state/root-nonce} at each start and greets with its hash. Whoever reads
 * it meanwhile finds the old one or the new one.
 */
public final class RootNonce {
  private static final String FILE = "state/root-nonce";

  private RootNonce() {}

  /** Writes a new one and gives its hash. */
  public static String write(Disk disk, Path root) throws IOException {
    String nonce = Digests.randomHex(32);
    DiskFiles.createDirectories(disk, root.resolve("state"));
    DiskFiles.replace(disk, root.resolve(FILE), nonce.getBytes(StandardCharsets.US_ASCII));
    return Digests.sha256Hex(nonce);
  }

  /** Whether the one under this root has the hash. */
  public static boolean matches(Disk disk, Path root, String hash) throws IOException {
    Optional<byte[]> nonce = DiskFiles.read(disk, root.resolve(FILE));
    return nonce.isPresent()
        && Digests.sha256Hex(new String(nonce.get(), StandardCharsets.US_ASCII).strip())
            .equals(hash);
  }
}

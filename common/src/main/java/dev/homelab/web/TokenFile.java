package dev.homelab.web;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** A random secret in a file that its owner alone can read; made at the first start. Blocks. */
public final class TokenFile {
  private TokenFile() {}

  public static String loadOrCreate(Path file) throws IOException {
    try {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(file, Secrets.random() + "\n");
    } catch (FileAlreadyExistsException there) {
      if (Files.size(file) == 0) {
        Files.writeString(file, Secrets.random() + "\n");
      }
    }
    return Files.readString(file, StandardCharsets.UTF_8).strip();
  }
}

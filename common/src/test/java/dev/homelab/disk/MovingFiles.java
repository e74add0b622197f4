package dev.homelab.disk;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/** Files under a folder in which others make, move and delete some meanwhile. */
public final class MovingFiles {
  private MovingFiles() {}

  /** Regular files; what goes while this looks is passed over; none where there is no folder. */
  public static List<Path> under(Path folder) throws IOException {
    List<Path> found = new ArrayList<>();
    Path _ =
        Files.walkFileTree(
            folder,
            new SimpleFileVisitor<>() {
              @Override
              public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isRegularFile()) {
                  found.add(file);
                }
                return FileVisitResult.CONTINUE;
              }

              @Override
              public FileVisitResult visitFileFailed(Path file, IOException failed)
                  throws IOException {
                if (failed instanceof NoSuchFileException) {
                  return FileVisitResult.CONTINUE;
                }
                throw failed;
              }
            });
    return found;
  }
}

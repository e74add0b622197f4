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

  /** What is done with a file as soon as it is found: later it may stand elsewhere. */
  @FunctionalInterface
  public interface Finder {
    void found(Path file) throws IOException;
  }

  /** Regular files; what goes while this looks is passed over; none where there is no folder. */
  public static List<Path> under(Path folder) throws IOException {
    List<Path> found = new ArrayList<>();
    each(folder, found::add);
    return found;
  }

  /** The same, one by one. */
  public static void each(Path folder, Finder finder) throws IOException {
    Path _ =
        Files.walkFileTree(
            folder,
            new SimpleFileVisitor<>() {
              @Override
              public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                  throws IOException {
                if (attributes.isRegularFile()) {
                  finder.found(file);
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
  }
}

package dev.homelab.edge.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Asks the file systems under given paths. Space comes from the kernel by {@code statvfs}, which
 * Java offers; inodes from {@code df -Pi}, which it does not.
 */
public final class FileSystems {
  private static final int DF_SECONDS = 5;
  private static final int DF_BYTES = 16 * 1024;

  private final HostRoot host;

  public FileSystems(HostRoot host) {
    this.host = host;
  }

  /**
   * What was seen.
   *
   * @param unreadable why a path could not be asked, by path
   */
  public record Sight(List<FileSystem> systems, Map<String, String> unreadable) {
    public Sight {
      systems = List.copyOf(systems);
      unreadable = Map.copyOf(unreadable);
    }
  }

  private record Inodes(long all, long used) {
    static final Inodes UNKNOWN = new Inodes(0, 0);
  }

  /** Asks each file system once, under the first path that leads to it. */
  public Sight look(List<String> paths) {
    Map<String, FileStore> stores = new LinkedHashMap<>();
    Map<String, String> unreadable = new LinkedHashMap<>();
    Set<String> devices = new LinkedHashSet<>();
    for (String path : paths) {
      try {
        FileStore store = Files.getFileStore(host.at(path));
        if (devices.add(device(store))) {
          stores.put(path, store);
        }
      } catch (IOException gone) {
        unreadable.put(path, String.valueOf(gone.getMessage()));
      }
    }
    Map<String, Inodes> inodes = inodes(List.copyOf(stores.keySet()));
    List<FileSystem> systems = new ArrayList<>();
    stores.forEach(
        (path, store) -> {
          try {
            systems.add(read(path, store, inodes.getOrDefault(path, Inodes.UNKNOWN)));
          } catch (IOException gone) {
            unreadable.put(path, String.valueOf(gone.getMessage()));
          }
        });
    return new Sight(systems, unreadable);
  }

  private FileSystem read(String path, FileStore store, Inodes inodes) throws IOException {
    long total = store.getTotalSpace();
    return new FileSystem(
        path,
        device(store),
        total,
        total - store.getUnallocatedSpace(),
        store.getUsableSpace(),
        inodes.all(),
        inodes.used(),
        isReadOnly(path, store));
  }

  /**
   * Elsewhere than in its own place, how it is mounted says nothing of the machine; and of one that
   * the kernel gave up the mount may say nothing.
   */
  private boolean isReadOnly(String path, FileStore store) throws IOException {
    return (host.equals(HostRoot.SELF) && store.isReadOnly())
        || Mounts.read().isReadOnly(host.at(path).toRealPath());
  }

  /** A tmpfs has no device of its own: its place in the tree is what tells it apart. */
  private static String device(FileStore store) {
    String text = store.toString();
    return store.name().startsWith("/dev/") ? store.name() : text;
  }

  /** Nothing where {@code df} is not there or does not answer. */
  private Map<String, Inodes> inodes(List<String> paths) {
    if (paths.isEmpty()) {
      return Map.of();
    }
    List<String> command = new ArrayList<>(List.of("df", "-P", "-i", "--"));
    paths.forEach(path -> command.add(host.at(path).toString()));
    try {
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.environment().put("LC_ALL", "C");
      builder.redirectError(ProcessBuilder.Redirect.DISCARD);
      Process df = builder.start();
      df.getOutputStream().close();
      // What it says of some paths fits into the pipe: it ends without a reader, or hangs.
      if (!df.waitFor(DF_SECONDS, TimeUnit.SECONDS)) {
        df.destroyForcibly();
        return Map.of();
      }
      byte[] answer = df.getInputStream().readNBytes(DF_BYTES);
      return parse(paths, new String(answer, StandardCharsets.UTF_8));
    } catch (IOException absent) {
      return Map.of();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return Map.of();
    }
  }

  /** A line for each path, in their order, after the heading. */
  private static Map<String, Inodes> parse(List<String> paths, String answer) {
    List<String> lines = answer.lines().skip(1).toList();
    Map<String, Inodes> inodes = new HashMap<>();
    for (int i = 0; i < paths.size() && lines.size() == paths.size(); i++) {
      String[] words = lines.get(i).trim().split("\\s+", -1);
      if (words.length >= 4 && words[1].matches("\\d{1,18}") && words[2].matches("\\d{1,18}")) {
        inodes.put(paths.get(i), new Inodes(Long.parseLong(words[1]), Long.parseLong(words[2])));
      }
    }
    return inodes;
  }
}

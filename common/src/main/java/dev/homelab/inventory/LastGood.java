package dev.homelab.inventory;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.homelab.disk.Disk;
import dev.homelab.disk.DiskFiles;
import dev.homelab.event.EventJson;
import dev.homelab.event.Values;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A copy of the last repository that checked, from which a process starts where the checkout does
 * not check (DESIGN section 5): what an inventory is read from, and nothing else. Each copy has a
 * folder of its own; {@code current.json} names the one that is whole. Blocks.
 */
public final class LastGood {
  private static final List<String> FOLDERS = List.of("inventory", "hosts", "services");

  /** A service's sources and tests are not read; the folder {@code tests} only has to be there. */
  private static final int SERVICE_DEPTH = 3;

  /** Nobody writes a longer contract by hand. */
  private static final long MAX_FILE_BYTES = 256 * 1024;

  private final Disk disk;
  private final Path folder;

  /**
   * A copy that one process keeps.
   *
   * @param folder of that process alone, as {@code state/last-good/hub}
   */
  public LastGood(Disk disk, Path folder) {
    this.disk = disk;
    this.folder = folder;
  }

  /** The commit that was kept, where one was and is known. */
  public Optional<String> commit() throws IOException {
    return DiskFiles.read(disk, current())
        .flatMap(LastGood::parse)
        .flatMap(map -> Optional.ofNullable(Values.text(map, "commit")));
  }

  private static Optional<Map<String, Object>> parse(byte[] json) {
    try {
      return Optional.of(EventJson.parse(json, 0, json.length));
    } catch (JsonProcessingException torn) {
      return Optional.empty();
    }
  }

  /** What was kept, or nothing where there is none that still checks. */
  public Optional<Kept> read() throws IOException {
    return DiskFiles.read(disk, current()).flatMap(LastGood::parse).flatMap(this::read);
  }

  private Optional<Kept> read(Map<String, Object> map) {
    String name = Values.text(map, "folder");
    if (name == null || !isCopy(name)) {
      return Optional.empty();
    }
    Optional<String> branch = Optional.ofNullable(Values.text(map, "branch"));
    Optional<Checkout.Revision> revision =
        Optional.ofNullable(Values.text(map, "commit"))
            .map(commit -> new Checkout.Revision(commit, branch, Optional.empty()));
    return Inventory.read(folder.resolve(name))
        .inventory()
        .map(inventory -> new Kept(inventory, revision, List.of()));
  }

  /** Keeps a repository that checks; durable when it returns. */
  public void keep(Path repo, Optional<Checkout.Revision> revision) throws IOException {
    DiskFiles.createDirectories(disk, folder);
    List<String> before = disk.list(folder);
    String name = next(before);
    copy(repo, folder.resolve(name));
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("folder", name);
    revision.ifPresent(it -> map.put("commit", it.commit()));
    revision.flatMap(Checkout.Revision::branch).ifPresent(it -> map.put("branch", it));
    DiskFiles.replace(disk, current(), EventJson.pretty(map));
    for (String old : before) {
      if (isCopy(old)) {
        delete(folder.resolve(old));
      }
    }
  }

  private Path current() {
    return folder.resolve("current.json");
  }

  private static boolean isCopy(String name) {
    return name.matches("copy-\\d{1,15}");
  }

  private static String next(List<String> before) {
    long highest =
        before.stream()
            .filter(LastGood::isCopy)
            .mapToLong(name -> Long.parseLong(name.substring("copy-".length())))
            .max()
            .orElse(0);
    return "copy-" + (highest + 1);
  }

  private void copy(Path repo, Path to) throws IOException {
    for (String name : FOLDERS) {
      int depth = name.equals("services") ? SERVICE_DEPTH - 1 : Integer.MAX_VALUE;
      for (Path path : walk(repo.resolve(name), depth)) {
        Path target = to.resolve(repo.relativize(path).toString());
        if (Files.isDirectory(path)) {
          DiskFiles.createDirectories(disk, target);
        } else if (Files.size(path) <= MAX_FILE_BYTES) {
          write(target, Files.readAllBytes(path));
        }
      }
    }
  }

  private static List<Path> walk(Path from, int depth) throws IOException {
    try (Stream<Path> all = Files.walk(from, depth)) {
      return all.toList();
    }
  }

  private void write(Path file, byte[] content) throws IOException {
    try (Disk.OpenFile open = disk.openAppend(file)) {
      DiskFiles.appendFully(open, ByteBuffer.wrap(content));
      open.sync();
    }
  }

  private void delete(Path copy) throws IOException {
    for (Path path : new ArrayList<>(walk(copy, Integer.MAX_VALUE)).reversed()) {
      var _ = disk.delete(path);
    }
  }
}

package dev.homelab.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The real disk, by {@link FileChannel}. */
public final class FileDisk implements Disk {
  private static final int REWRITE_BYTES = 64 * 1024;

  private static final Set<StandardOpenOption> MAKE =
      Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.APPEND);

  private final Set<PosixFilePermission> fileMode;
  private final Set<PosixFilePermission> folderAtFirst;

  /** With its set-group-id bit, which Java's permissions can't express. */
  private final int folderMode;

  /** Files and folders that the group shares. */
  public FileDisk() {
    this("rw-rw-r--", "rwxrwxr-x", 02775);
  }

  private FileDisk(String fileMode, String folderAtFirst, int folderMode) {
    this.fileMode = PosixFilePermissions.fromString(fileMode);
    this.folderAtFirst = PosixFilePermissions.fromString(folderAtFirst);
    this.folderMode = folderMode;
  }

  @Override
  public Disk forOwnerOnly() {
    return new FileDisk("rw-------", "rwx------", 0700);
  }

  @Override
  public OpenFile openAppend(Path file) throws IOException {
    try {
      // Never wider than it is to be, then as wide whatever the umask.
      FileChannel made =
          FileChannel.open(file, MAKE, PosixFilePermissions.asFileAttribute(fileMode));
      Files.setPosixFilePermissions(file, fileMode);
      return new ChannelFile(file, made);
    } catch (FileAlreadyExistsException there) {
      return new ChannelFile(
          file, FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.APPEND));
    }
  }

  @Override
  public OpenFile openRead(Path file) throws IOException {
    return new ChannelFile(file, FileChannel.open(file, StandardOpenOption.READ));
  }

  @Override
  public boolean exists(Path path) {
    return Files.exists(path);
  }

  @Override
  public boolean isFile(Path path) {
    return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
  }

  @Override
  public long size(Path file) throws IOException {
    return Files.size(file);
  }

  @Override
  public Instant modified(Path file) throws IOException {
    return Files.getLastModifiedTime(file).toInstant();
  }

  /** Device and inode: neither changes while the file is open. */
  @Override
  public Object identity(Path file) throws IOException {
    return Objects.requireNonNull(
        Files.readAttributes(file, BasicFileAttributes.class).fileKey(), "no inode");
  }

  @Override
  public void rewrite(Path file, long from) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(REWRITE_BYTES);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      long at = from;
      while (channel.read(buffer.clear(), at) > 0) {
        buffer.flip();
        while (buffer.hasRemaining()) {
          at += channel.write(buffer, at);
        }
      }
      channel.force(false);
    }
  }

  @Override
  public List<String> list(Path folder) throws IOException {
    try (Stream<Path> names = Files.list(folder)) {
      return names.map(path -> path.getFileName().toString()).sorted().toList();
    } catch (NoSuchFileException | NotDirectoryException absent) {
      return List.of();
    }
  }

  @Override
  public void createDirectory(Path folder) throws IOException {
    try {
      Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(folderAtFirst));
      Files.setAttribute(folder, "unix:mode", folderMode);
    } catch (FileAlreadyExistsException there) {
      if (!Files.isDirectory(folder)) {
        throw there;
      }
    }
  }

  @Override
  public void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public boolean delete(Path path) throws IOException {
    return Files.deleteIfExists(path);
  }

  @Override
  public void syncDirectory(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  @Override
  public Optional<Lock> lock(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock lock = channel.tryLock();
      if (lock == null) {
        channel.close();
        return Optional.empty();
      }
      return Optional.of(channel::close);
    } catch (OverlappingFileLockException heldInThisProcess) {
      channel.close();
      return Optional.empty();
    }
  }

  private record ChannelFile(Path file, FileChannel channel) implements OpenFile {
    @Override
    public long size() throws IOException {
      return channel.size();
    }

    @Override
    public int read(ByteBuffer into, long position) throws IOException {
      return Math.max(0, channel.read(into, position));
    }

    @Override
    public int append(ByteBuffer bytes) throws IOException {
      return channel.write(bytes);
    }

    @Override
    public void truncate(long length) throws IOException {
      channel.truncate(length);
    }

    @Override
    public void sync() throws IOException {
      channel.force(false);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}

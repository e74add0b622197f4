package dev.homelab.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * File operations whose order and durability matter. What is not synced may be lost in a crash: a
 * file's bytes until {@link OpenFile#sync}, a name (new, moved or deleted) until {@link
 * #syncDirectory} of its folder. Every method may fail with an {@link IOException} of the system
 * (no space, input/output error).
 */
public interface Disk {
  /**
   * The same disk for what is nobody's business but its owner's: files that it makes have mode 600
   * and folders 700, so that no one else of the group reads or changes them.
   */
  default Disk forOwnerOnly() {
    return this;
  }

  /** Opens for append, making the file (mode 664) if it is not there. The folder must exist. */
  OpenFile openAppend(Path file) throws IOException;

  /** Opens for reading; fails with {@link NoSuchFileException} where there is no such file. */
  OpenFile openRead(Path file) throws IOException;

  boolean exists(Path path) throws IOException;

  /** Whether it is a file, and no folder, link, pipe or the like. */
  boolean isFile(Path path) throws IOException;

  /** The file's length; fails with {@link NoSuchFileException} where there is no such file. */
  long size(Path file) throws IOException;

  Instant modified(Path file) throws IOException;

  /**
   * What tells this file from another one that comes to stand at its name; fails with {@link
   * NoSuchFileException} where there is no such file.
   */
  Object identity(Path file) throws IOException;

  /**
   * Writes a file's bytes from a place to its end once more where they stand, and makes them
   * durable. After a failed sync the system takes bytes for written that it has not written; until
   * the power goes they can still be read, and so be saved.
   */
  void rewrite(Path file, long from) throws IOException;

  /** The names in a folder, sorted; empty where there is no such folder. */
  List<String> list(Path folder) throws IOException;

  /** Makes one folder (mode 2775) in an existing one; nothing happens if it is there. */
  void createDirectory(Path folder) throws IOException;

  /**
   * Moves atomically and replaces an existing target; fails with {@link NoSuchFileException} where
   * the source is gone. Needs no free block.
   */
  void move(Path from, Path to) throws IOException;

  /** Deletes a file or an empty folder; says whether it was there. */
  boolean delete(Path path) throws IOException;

  /** Makes the names in a folder durable. */
  void syncDirectory(Path folder) throws IOException;

  /** Takes an exclusive lock that ends with the process; empty when another holder has it. */
  Optional<Lock> lock(Path file) throws IOException;

  /** A lock that is held until it is closed. */
  interface Lock extends AutoCloseable {
    @Override
    void close() throws IOException;
  }

  /** An open file. */
  interface OpenFile extends AutoCloseable {
    long size() throws IOException;

    /** Reads at a position; gives the number of bytes read, 0 at the end. */
    int read(ByteBuffer into, long position) throws IOException;

    /** One write at the end of the file as it is now; may be short, gives what was written. */
    int append(ByteBuffer bytes) throws IOException;

    void truncate(long length) throws IOException;

    /** Makes the content durable. After a failure nothing that was unsynced is to be trusted. */
    void sync() throws IOException;

    @Override
    void close() throws IOException;
  }
}

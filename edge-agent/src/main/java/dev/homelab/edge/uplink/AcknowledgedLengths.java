package dev.homelab.edge.uplink;

import java.io.IOException;
import java.time.LocalDate;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** What the upstream has acknowledged, in memory and on disk. From any thread; saving blocks. */
final class AcknowledgedLengths {
  private final AcknowledgedFile file;
  private AcknowledgedFile.Acknowledged content = AcknowledgedFile.Acknowledged.NOTHING;
  private boolean changed;

  AcknowledgedLengths(AcknowledgedFile file) {
    this.file = file;
  }

  void load() throws IOException {
    AcknowledgedFile.Acknowledged loaded = file.load();
    synchronized (this) {
      content = loaded;
    }
  }

  /**
   * What the upstream holds from one day on. Of older days, which it keeps no more, stays what it
   * has acknowledged before, as long as the node has them.
   *
   * @param floor the oldest day that the node has
   */
  synchronized void lengths(SortedMap<LocalDate, Long> held, LocalDate from, LocalDate floor) {
    SortedMap<LocalDate, Long> lengths = new TreeMap<>(content.lengths());
    lengths.headMap(floor).clear();
    lengths.tailMap(from).clear();
    lengths.putAll(held);
    changed = changed || !lengths.equals(content.lengths());
    content = new AcknowledgedFile.Acknowledged(lengths, content.version(), content.compared());
  }

  synchronized SortedMap<LocalDate, Long> lengths() {
    return Collections.unmodifiableSortedMap(content.lengths());
  }

  synchronized long version() {
    return content.version();
  }

  synchronized void version(long accepted) {
    changed = true;
    content = new AcknowledgedFile.Acknowledged(content.lengths(), accepted, content.compared());
  }

  /** Notes the version of a comparison's answer; says whether it is above those before. */
  synchronized boolean compared(long version) {
    if (version <= content.compared()) {
      return false;
    }
    changed = true;
    content = new AcknowledgedFile.Acknowledged(content.lengths(), content.version(), version);
    return true;
  }

  /** Whether there is anything to write. */
  synchronized boolean isChanged() {
    return changed;
  }

  /** What could not be written is written the next time. */
  void save() throws IOException {
    AcknowledgedFile.Acknowledged now;
    synchronized (this) {
      if (!changed) {
        return;
      }
      now = content;
    }
    file.save(now);
    synchronized (this) {
      changed = !now.equals(content);
    }
  }
}

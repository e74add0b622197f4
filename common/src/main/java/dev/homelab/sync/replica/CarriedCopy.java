package dev.homelab.sync.replica;

import dev.homelab.disk.Disk;
import dev.homelab.event.NodeId;
import dev.homelab.log.LogIdentity;
import dev.homelab.sync.CarriedLog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.time.LocalDate;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** A gateway's copy of a node's log as what it sends on to the hub (RULES Y7). */
public final class CarriedCopy implements CarriedLog {
  private final Replica copy;
  private final DaysOnDisk days;

  public CarriedCopy(Replica copy) {
    this.copy = copy;
    this.days = copy.days();
  }

  @Override
  public NodeId node() {
    return copy.node();
  }

  /** Of a log of which nothing has come yet: nothing can be sent of it. */
  @Override
  public LogIdentity identity() {
    return copy.identity().orElse(new LogIdentity("none", 1));
  }

  @Override
  public long sequence() {
    return Math.max(0, copy.sequence());
  }

  @Override
  public LocalDate floor() {
    try {
      List<LocalDate> all = days.daysFrom(LocalDate.EPOCH);
      return all.isEmpty() ? LocalDate.EPOCH : all.getFirst();
    } catch (IOException unreadable) {
      return LocalDate.EPOCH;
    }
  }

  @Override
  public SortedMap<LocalDate, Long> durable() throws IOException {
    return durableFrom(LocalDate.EPOCH);
  }

  @Override
  public SortedMap<LocalDate, Long> durableFrom(LocalDate first) throws IOException {
    SortedMap<LocalDate, Long> lengths = new TreeMap<>();
    for (LocalDate day : days.daysFrom(first)) {
      long length = copy.certain(day);
      if (length > 0) {
        lengths.put(day, length);
      }
    }
    return lengths;
  }

  @Override
  public int read(LocalDate day, long offset, ByteBuffer into) throws IOException {
    try (Disk.OpenFile file = days.disk().openRead(days.file(day))) {
      return file.read(into, offset);
    } catch (NoSuchFileException gone) {
      return 0;
    }
  }
}

package dev.homelab.log;

import dev.homelab.event.NodeId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.util.SortedMap;

/** What an uplink sends from: a node's own log, or one that a gateway carries. All calls block. */
public interface LogSource {
  NodeId node();

  LogIdentity identity();

  /** The oldest day that is still held. */
  LocalDate floor();

  /** Fsyncs what foreign writers appended, then gives the lengths that are durable (RULES L6). */
  SortedMap<LocalDate, Long> durable() throws IOException;

  /** Like {@link #durable} for the days from one on only: cheap enough to be asked each moment. */
  default SortedMap<LocalDate, Long> durableFrom(LocalDate day) throws IOException {
    return durable().tailMap(day);
  }

  /** Reads at a position of a day; gives the number of bytes read, 0 at the end. */
  int read(LocalDate day, long offset, ByteBuffer into) throws IOException;
}

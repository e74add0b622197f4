package dev.homelab.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.homelab.event.Event;
import dev.homelab.event.EventJson;
import dev.homelab.event.EventTypes;
import dev.homelab.event.Severity;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Arrays;

/** An event as the line that it becomes, and what the log asks of it. Immutable. */
final class EncodedLine {
  private static final byte[] MARK = ",\"clock\":\"unsynced\"}\n".getBytes(UTF_8);

  private final byte[] bytes;
  private final Instant timestamp;
  private final boolean severe;
  private final boolean urgent;

  private EncodedLine(byte[] bytes, Instant timestamp, boolean severe, boolean urgent) {
    this.bytes = bytes;
    this.timestamp = timestamp;
    this.severe = severe;
    this.urgent = urgent;
  }

  /** Encodes an event; one that would be too long, or can't be written, is shortened (RULES L2). */
  static EncodedLine of(Event event) {
    byte[] line = line(event);
    if (line.length > EventJson.MAX_LINE_BYTES - MARK.length) {
      line = EventJson.line(Shortening.of(event, "too long: " + line.length + " bytes in all"));
    }
    boolean severe = event.severity().atLeast(Severity.ERROR);
    boolean urgent = severe || event.type().equals(EventTypes.DISK_PRESSURE);
    return new EncodedLine(line, event.timestamp(), severe, urgent);
  }

  private static byte[] line(Event event) {
    try {
      return EventJson.line(event);
    } catch (UncheckedIOException | IllegalArgumentException noJson) {
      return EventJson.line(Shortening.of(event, "no JSON"));
    }
  }

  /** The same, marked as written under a clock that was not believed (RULES L9). */
  EncodedLine unsynced() {
    byte[] marked = Arrays.copyOf(bytes, bytes.length - 2 + MARK.length);
    System.arraycopy(MARK, 0, marked, bytes.length - 2, MARK.length);
    return new EncodedLine(marked, timestamp, severe, urgent);
  }

  /** Not to be changed. */
  byte[] bytes() {
    return bytes;
  }

  int length() {
    return bytes.length;
  }

  Instant timestamp() {
    return timestamp;
  }

  /** Whether it is written above a day's cap (RULES L7). */
  boolean isSevere() {
    return severe;
  }

  /** Whether the reserve is given up for it on a full disk (RULES L7). */
  boolean isUrgent() {
    return urgent;
  }
}

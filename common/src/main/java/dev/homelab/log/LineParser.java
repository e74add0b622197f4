package dev.homelab.log;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.homelab.event.Event;
import dev.homelab.event.EventJson;
import dev.homelab.event.NodeId;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Reads one line (RULES L4). Every outcome is safe:
 *
 * <pre>
 * a JSON object                     the event; what is no UTF-8 in it stands as U+FFFD
 * rubbish, then a whole object      a writer died in the middle of a line and the next one went on
 *                                   behind it: the last object that ends with the line is the event
 * anything else, too long, too deep nothing; counted by whoever asked
 * </pre>
 */
public final class LineParser {
  private final NodeId home;

  public LineParser(NodeId home) {
    this.home = home;
  }

  /** Reads the bytes of a line without its newline, standing in the file of a day. */
  public Optional<Event> parse(byte[] bytes, int offset, int length, LocalDate day) {
    if (length >= EventJson.MAX_LINE_BYTES) {
      return Optional.empty();
    }
    Optional<Event> whole = object(bytes, offset, length, day);
    return whole.isPresent() ? whole : mended(bytes, offset, length, day);
  }

  private Optional<Event> mended(byte[] bytes, int offset, int length, LocalDate day) {
    String text = new String(bytes, offset, length, StandardCharsets.UTF_8);
    byte[] utf8 = bytes;
    int start = offset;
    int end = offset + length;
    if (text.indexOf('\uFFFD') >= 0) {
      utf8 = text.getBytes(StandardCharsets.UTF_8);
      start = 0;
      end = utf8.length;
      Optional<Event> whole = object(utf8, 0, end, day);
      if (whole.isPresent()) {
        return whole;
      }
    }
    OptionalInt last = LastObject.in(utf8, start, end);
    return last.isEmpty()
        ? Optional.empty()
        : object(utf8, last.getAsInt(), end - last.getAsInt(), day);
  }

  private Optional<Event> object(byte[] bytes, int offset, int length, LocalDate day) {
    try {
      Map<String, Object> members = EventJson.parse(bytes, offset, length);
      return Optional.ofNullable(
          EventJson.read(members, home, day.atStartOfDay(ZoneOffset.UTC).toInstant()));
    } catch (JsonProcessingException | RuntimeException malformed) {
      return Optional.empty();
    }
  }
}

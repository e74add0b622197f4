package dev.homelab.log;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.homelab.event.Event;
import dev.homelab.event.EventJson;
import dev.homelab.event.NodeId;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;

/**
 * Reads one line (RULES L4). Every outcome is safe:
 *
 * <pre>
 * a JSON object                     the event
 * rubbish, then a whole object      a writer died in the middle of a line and the next one went on
 *                                   behind it: the object at the end is the event
 * anything else, too long, too deep nothing; counted by whoever asked
 * </pre>
 */
public final class LineParser {
  /** Places at which an object could begin that are tried in a torn line. */
  private static final int MAX_TRIES = 64;

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
    return whole.isPresent() ? whole : objectAtEnd(bytes, offset, length, day);
  }

  private Optional<Event> objectAtEnd(byte[] bytes, int offset, int length, LocalDate day) {
    int tries = 0;
    for (int at = offset + 1; at < offset + length && tries < MAX_TRIES; at++) {
      if (bytes[at] == '{') {
        tries++;
        Optional<Event> event = object(bytes, at, offset + length - at, day);
        if (event.isPresent()) {
          return event;
        }
      }
    }
    return Optional.empty();
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

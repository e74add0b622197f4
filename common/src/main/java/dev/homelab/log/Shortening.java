package dev.homelab.log;

import dev.homelab.event.Event;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Makes an event fit a line (RULES L2). The short details stay, so that a condition keeps its
 * watcher and its {@code since} (RULES W3, W4).
 */
final class Shortening {
  private static final int MESSAGE_CHARS = 4_000;
  private static final int NAME_CHARS = 300;
  private static final int MEMBER_CHARS = 150;
  private static final int MEMBERS = 30;

  private Shortening() {}

  /** The event in less than 64 KiB, however it is written: no character takes more than 6 bytes. */
  static Event of(Event event, String why) {
    Map<String, Object> details = members(event.details());
    details.put("shortened", "the event was " + why);
    return new Event(
        cut(event.id(), NAME_CHARS),
        event.timestamp(),
        event.node(),
        cut(event.source(), NAME_CHARS),
        cut(event.type(), NAME_CHARS),
        event.severity(),
        event.service() == null ? null : cut(event.service(), NAME_CHARS),
        cut(event.message(), MESSAGE_CHARS),
        event.correlationId() == null ? null : cut(event.correlationId(), NAME_CHARS),
        details,
        Map.of());
  }

  /** As many short members as there is room for, in their order. */
  private static Map<String, Object> members(Map<String, Object> all) {
    Map<String, Object> kept = new LinkedHashMap<>();
    all.entrySet().stream()
        .filter(member -> member.getKey().length() + length(member.getValue()) <= MEMBER_CHARS)
        .limit(MEMBERS)
        .forEach(member -> kept.put(member.getKey(), member.getValue()));
    return kept;
  }

  private static int length(Object value) {
    return switch (value) {
      case String text -> text.length();
      case Number number -> number.toString().length();
      case Boolean flag -> 5;
      case null, default -> Integer.MAX_VALUE / 2;
    };
  }

  private static String cut(String text, int chars) {
    if (text.length() <= chars) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(chars - 1)) ? chars - 1 : chars;
    return text.substring(0, end) + " …";
  }
}

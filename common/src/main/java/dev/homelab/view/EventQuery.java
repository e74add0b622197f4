package dev.homelab.view;

import dev.homelab.event.Event;
import dev.homelab.event.EventJson;
import dev.homelab.event.Severity;
import dev.homelab.log.EventHistory;
import dev.homelab.web.Request;
import dev.homelab.web.WrongValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What a caller wants to see of the events.
 *
 * @param text that stands anywhere in an event, in small letters
 */
record EventQuery(
    Optional<String> type,
    Optional<String> service,
    Optional<Severity> atLeast,
    Optional<String> text,
    EventHistory.Cursor before,
    int limit)
    implements Predicate<Event> {
  static final int USUAL = 100;
  static final int MOST = 500;

  static EventQuery of(Request request) {
    return new EventQuery(
        request.query("type"),
        request.query("service"),
        request.query("severity").map(EventQuery::severity),
        request.query("q").map(it -> it.toLowerCase(Locale.ROOT)),
        request.query("before").map(EventQuery::cursor).orElse(EventHistory.Cursor.NEWEST),
        request.query("limit", USUAL, MOST));
  }

  private static Severity severity(String word) {
    return Arrays.stream(Severity.values())
        .filter(it -> it.toString().equalsIgnoreCase(word))
        .findFirst()
        .orElseThrow(
            () -> new WrongValue("severity", word, "one of info, warning, error, critical"));
  }

  private static EventHistory.Cursor cursor(String word) {
    return EventHistory.Cursor.read(word)
        .orElseThrow(
            () -> new WrongValue("before", word, "the \"next\" of a page, or an ISO 8601 time"));
  }

  @Override
  public boolean test(Event event) {
    return type.map(event.type()::equals).orElse(true)
        && service.map(it -> it.equals(event.service())).orElse(true)
        && atLeast.map(event.severity()::atLeast).orElse(true)
        && text.map(it -> contains(event, it)).orElse(true);
  }

  private static boolean contains(Event event, String text) {
    return EventJson.text(EventJson.toMap(event)).toLowerCase(Locale.ROOT).contains(text);
  }
}

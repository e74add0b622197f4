package dev.homelab.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.homelab.event.EventJson;
import dev.homelab.event.Values;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What an endpoint gets: path and query parameters, a JSON body, and who asks. */
public record Request(RoutingContext context, Access.Caller caller, Map<String, Object> body) {
  /** What a person reads of a reason or a note, and what an event has room for. */
  private static final int MAX_WORDS = 1_000;

  static Request of(RoutingContext context, Access.Caller caller) throws JsonProcessingException {
    Buffer buffer = context.body() == null ? null : context.body().buffer();
    Map<String, Object> body =
        buffer == null || buffer.length() == 0 ? Map.of() : EventJson.parse(buffer.toString());
    return new Request(context, caller, body);
  }

  /** A path parameter; the router has matched it. */
  public String path(String name) {
    String value = context.pathParam(name);
    return value == null ? "" : value;
  }

  public Optional<String> query(String name) {
    String value = context.queryParams().get(name);
    return value == null || value.isBlank() ? Optional.empty() : Optional.of(value.strip());
  }

  /**
   * A whole number in a range; the fallback where it is absent.
   *
   * @throws WrongValue if it is none
   */
  public int query(String name, int fallback, int max) {
    return query(name).map(text -> number(name, text, max)).orElse(fallback);
  }

  private static int number(String name, String text, int max) {
    if (text.matches("[0-9]{1,9}")) {
      int number = Integer.parseInt(text);
      if (number >= 1 && number <= max) {
        return number;
      }
    }
    throw new WrongValue(name, text, "a whole number from 1 to " + max);
  }

  /**
   * One of these words; the first where it is absent.
   *
   * @throws WrongValue if it is none
   */
  public String query(String name, List<String> legal) {
    String word = query(name).orElse(legal.getFirst());
    if (!legal.contains(word)) {
      throw new WrongValue(name, word, "one of " + String.join(", ", legal));
    }
    return word;
  }

  public Optional<String> text(String member) {
    String value = Values.text(body, member);
    return value == null || value.isBlank() ? Optional.empty() : Optional.of(value.strip());
  }

  /**
   * A reason or a note, in a person's words.
   *
   * @throws WrongValue if it is longer than 1,000 characters
   */
  public Optional<String> words(String member) {
    Optional<String> words = text(member);
    if (words.isPresent() && words.get().length() > MAX_WORDS) {
      throw new WrongValue(member, words.get(), "at most %,d characters".formatted(MAX_WORDS));
    }
    return words;
  }
}

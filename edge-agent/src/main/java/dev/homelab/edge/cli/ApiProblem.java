package dev.homelab.edge.cli;

import dev.homelab.event.Values;
import java.util.Map;

/** The hub's "no": a problem document (RFC 9457) in one line. */
final class ApiProblem extends CommandFailure {
  private final int status;
  private final transient Map<String, Object> document;

  ApiProblem(int status, Map<String, Object> document) {
    super(text(status, document));
    this.status = status;
    this.document = document;
  }

  int status() {
    return status;
  }

  Map<String, Object> document() {
    return document;
  }

  private static String text(int status, Map<String, Object> document) {
    String detail = Values.text(document, "detail");
    String title = Values.text(document, "title");
    String what = detail != null ? detail : title != null ? title : "no reason given";
    return switch (status) {
      case 401 ->
          "the hub does not know this token (%s); is the token file its own?".formatted(what);
      case 429 -> "too many requests at once (%s); try again in a moment".formatted(what);
      default -> "%s (%d)".formatted(what, status);
    };
  }
}

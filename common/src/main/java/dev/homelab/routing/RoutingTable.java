package dev.homelab.routing;

import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** The rows as a table in Markdown, for {@code AGENTS.md}. Pure. */
public final class RoutingTable {
  public static final String BEGIN = "<!-- routing table: made from inventory/routing.yaml -->";
  public static final String END = "<!-- end of the routing table -->";

  private RoutingTable() {}

  /** The table between its two marks. */
  public static String markdown(Routing routing) {
    StringBuilder text = new StringBuilder(BEGIN + "\n\n");
    text.append("| event | source | action | held back by | urgency |\n|---|---|---|---|---|\n");
    for (Row row : routing.rows()) {
      text.append(
          "| %s | %s | %s | %s | %s |\n"
              .formatted(
                  event(row),
                  row.match().source().orElse("any"),
                  action(row),
                  heldBack(row),
                  urgency(row)));
    }
    return text.append("\n" + END).toString();
  }

  private static String event(Row row) {
    Row.Match match = row.match();
    String types =
        match.types().isEmpty()
            ? row.name()
            : match.types().stream()
                .sorted()
                .map(type -> "`" + type + "`")
                .collect(Collectors.joining(" "));
    String levels = match.levels().stream().sorted().collect(Collectors.joining(", "));
    return types
        + (levels.isEmpty() ? "" : ", level " + levels)
        + match.least().map(least -> ", " + least.text() + " or worse").orElse("")
        + match.detail().map(detail -> ", with `details." + detail + "`").orElse("")
        + (match.needsWantedService() ? ", of a service wanted there" : "");
  }

  private static String action(Row row) {
    return row.kind()
        .map(kind -> "`" + kind + "`" + row.service().map(of -> " of `" + of + "`").orElse(""))
        .orElse("nothing");
  }

  private static String heldBack(Row row) {
    if (row.kind().isEmpty()) {
      return "";
    }
    Duration time = row.holdBack();
    return time.isZero() ? "stable id" : time.toMinutes() + " min";
  }

  private static String urgency(Row row) {
    if (row.kind().isEmpty()) {
      return "";
    }
    Row.Ring ring = row.ring();
    return row.urgency().name().toLowerCase(Locale.ROOT)
        + of("ring", ring.services())
        + of("ring", ring.levels())
        + of("ring", ring.nodes())
        + of("digest", row.digestNodes());
  }

  private static String of(String urgency, Set<String> names) {
    return names.isEmpty()
        ? ""
        : "; %s: %s".formatted(urgency, names.stream().sorted().collect(Collectors.joining(", ")));
  }
}

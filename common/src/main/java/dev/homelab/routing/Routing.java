package dev.homelab.routing;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code inventory/routing.yaml}: rows in their order, the table of types, kinds and settings. */
public record Routing(
    List<Row> rows, Map<String, TypeRow> types, Map<String, KindRow> kinds, Settings settings) {

  /** Numbers that belong to no row. */
  public record Settings(
      Duration validityOffline,
      Duration ladderSecond,
      Duration ladderThird,
      Duration quiet,
      Map<String, Duration> quietOf,
      int flappingChanges,
      Duration flappingWithin) {
    public Settings {
      quietOf = Map.copyOf(quietOf);
    }
  }

  public Routing {
    rows = List.copyOf(rows);
    types = Collections.unmodifiableMap(new LinkedHashMap<>(types));
    kinds = Collections.unmodifiableMap(new LinkedHashMap<>(kinds));
  }

  /** The first row that matches (RULES S2). */
  public Optional<Row> route(Row.Question asked) {
    return rows.stream().filter(row -> row.matches(asked)).findFirst();
  }

  public Optional<TypeRow> type(String name) {
    return Optional.ofNullable(types.get(name));
  }
}

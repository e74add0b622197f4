package dev.homelab.routing;

import dev.homelab.action.ActionKind;
import dev.homelab.event.Severity;
import dev.homelab.yaml.Durations;
import dev.homelab.yaml.Faults;
import dev.homelab.yaml.YamlFile;
import dev.homelab.yaml.YamlNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Reads {@code inventory/routing.yaml}. */
public final class RoutingFile {
  public static final String FILE = "inventory/routing.yaml";
  private static final List<String> KINDS = ActionKind.texts();
  private static final List<String> ACTIONS =
      Stream.concat(Stream.of("nothing"), KINDS.stream()).toList();
  private static final Set<String> URGENCIES = Set.of("none", "digest", "notify", "ring");
  private static final Set<String> SEVERITIES = Set.of("info", "warning", "error", "critical");
  private static final Set<String> WAYS = Set.of("pwa", "cli", "telegram", "file", "local");
  private static final Duration DAY = Duration.ofHours(24);

  private RoutingFile() {}

  public static Optional<Routing> read(Path repo, Faults faults) {
    return YamlFile.read(repo, FILE, faults).map(RoutingFile::routing);
  }

  private static Routing routing(YamlNode root) {
    root.only("rows", "types", "actions", "settings");
    Map<String, TypeRow> types = new LinkedHashMap<>();
    root.need("types").members().forEach((name, node) -> types.put(name, type(name, node)));
    List<Row> rows = new ArrayList<>();
    root.need("rows").items().forEach(node -> rows.add(row(node, types)));
    return new Routing(rows, types, kinds(root.need("actions")), settings(root.need("settings")));
  }

  /** Each kind has its row: without one nobody could approve it. */
  private static Map<String, KindRow> kinds(YamlNode actions) {
    Map<String, KindRow> kinds = new LinkedHashMap<>();
    actions
        .members()
        .forEach(
            (name, node) -> {
              if (!KINDS.contains(name)) {
                node.faults().unknown(FILE, actions.lineOf(name), "kind of action", name, KINDS);
              }
              kinds.put(name, kind(name, node));
            });
    KINDS.stream()
        .filter(kind -> !kinds.containsKey(kind))
        .forEach(
            kind ->
                actions.fault(
                    "kind of action \"%s\" has no row".formatted(kind),
                    kind + ": {strength: …, ways: […]}"));
    return kinds;
  }

  private static TypeRow type(String name, YamlNode node) {
    node.only(
        "opens", "ends", "ends_at_level", "same_as", "severity", "mesh", "momentary", "about");
    Optional<YamlNode> ends = node.get("ends");
    boolean named = ends.isPresent() && ends.get().isText() && ends.get().text().equals("of");
    List<String> types =
        ends.isEmpty() || named
            ? List.of()
            : ends.get().items().stream().map(YamlNode::text).toList();
    return new TypeRow(
        name,
        node.flag("opens", false),
        types,
        named,
        node.get("ends_at_level").map(YamlNode::text),
        node.get("same_as").map(YamlNode::text),
        Severity.read(node.word("severity", SEVERITIES, "warning")),
        node.flag("mesh", false),
        node.flag("momentary", false),
        node.get("about").map(YamlNode::text));
  }

  private static Row row(YamlNode node, Map<String, TypeRow> types) {
    node.only(
        "name",
        "types",
        "source",
        "levels",
        "min_severity",
        "max_severity",
        "mesh",
        "detail",
        "needs_wanted_service",
        "action",
        "service",
        "hold_back",
        "urgency",
        "ring_services",
        "ring_levels",
        "ring_nodes",
        "digest_nodes");
    node.get("types")
        .ifPresent(
            list ->
                list.items().stream()
                    .filter(item -> !isKnown(item.text(), types))
                    .forEach(
                        item ->
                            item.faults()
                                .unknown(FILE, item.line(), "type", item.text(), types.keySet())));
    String action = node.word("action", ACTIONS, "nothing");
    return new Row(
        node.need("name").text(),
        new Row.Match(
            new HashSet<>(node.texts("types")),
            node.get("source").map(YamlNode::text),
            new HashSet<>(node.texts("levels")),
            severity(node, "min_severity"),
            severity(node, "max_severity"),
            node.flag("needs_wanted_service", false),
            node.flag("mesh", false),
            node.get("detail").map(YamlNode::text)),
        action.equals("nothing") ? Optional.empty() : Optional.of(action),
        Durations.of(node, "hold_back", Duration.ZERO),
        Urgency.valueOf(node.word("urgency", URGENCIES, "none").toUpperCase(Locale.ROOT)),
        new Row.Ring(
            new HashSet<>(node.texts("ring_services")),
            new HashSet<>(node.texts("ring_levels")),
            new HashSet<>(node.texts("ring_nodes"))),
        new HashSet<>(node.texts("digest_nodes")),
        node.get("service").map(YamlNode::text));
  }

  /** A type, or all that begin so: {@code action_*}. */
  private static boolean isKnown(String name, Map<String, TypeRow> types) {
    return name.endsWith("*")
        ? types.keySet().stream().anyMatch(type -> Row.Match.fits(name, type))
        : types.containsKey(name);
  }

  private static Optional<Severity> severity(YamlNode node, String key) {
    String word = node.word(key, SEVERITIES, "");
    return word.isEmpty() ? Optional.empty() : Optional.of(Severity.read(word));
  }

  private static KindRow kind(String name, YamlNode node) {
    node.only("strength", "ways", "validity", "after_rejection", "shadow");
    for (String way : node.texts("ways")) {
      if (!WAYS.contains(way)) {
        node.faults().unknown(FILE, node.lineOf("ways"), "way of approval", way, WAYS);
      }
    }
    return new KindRow(
        name,
        node.number("strength", 99),
        new HashSet<>(node.texts("ways")),
        Durations.of(node, "validity", Duration.ofHours(1)),
        Durations.of(node, "after_rejection", DAY),
        node.flag("shadow", false));
  }

  private static Routing.Settings settings(YamlNode node) {
    node.only("validity_offline", "ladder", "quiet", "quiet_of", "flapping");
    YamlNode ladder = node.need("ladder").only("second", "third");
    YamlNode flapping = node.need("flapping").only("changes", "within");
    Map<String, Duration> quietOf = new HashMap<>();
    node.get("quiet_of")
        .ifPresent(
            it ->
                it.keys()
                    .forEach(
                        key -> quietOf.put(key, Durations.of(it, key, Duration.ofMinutes(1)))));
    return new Routing.Settings(
        Durations.of(node, "validity_offline", Duration.ofHours(12)),
        Durations.of(ladder, "second", Duration.ofMinutes(10)),
        Durations.of(ladder, "third", Duration.ofHours(1)),
        Durations.of(node, "quiet", Duration.ofMinutes(1)),
        quietOf,
        flapping.number("changes", 3),
        Durations.of(flapping, "within", Duration.ofMinutes(10)));
  }
}

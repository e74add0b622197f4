package dev.homelab.watching;

import dev.homelab.event.NodeId;
import dev.homelab.yaml.Faults;
import dev.homelab.yaml.YamlFile;
import dev.homelab.yaml.YamlNode;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Reads {@code inventory/watchers.yaml}, which need not be there. */
public final class WatchersFile {
  public static final String FILE = "inventory/watchers.yaml";

  private final Set<String> nodes;
  private final Map<String, Set<String>> services;

  private WatchersFile(Set<String> nodes, Map<String, Set<String>> services) {
    this.nodes = nodes;
    this.services = services;
  }

  /**
   * What the file says; where it is missing, what holds usually.
   *
   * @param services by name, the groups of settings of the watchers that look at it
   */
  public static Watching read(
      Path repo, Faults faults, Set<String> nodes, Map<String, Set<String>> services) {
    if (!Files.exists(repo.resolve(FILE))) {
      return Watching.USUAL;
    }
    return YamlFile.read(repo, FILE, faults)
        .map(new WatchersFile(nodes, services)::watching)
        .orElse(Watching.USUAL);
  }

  private Watching watching(YamlNode root) {
    root.only("settings", "nodes", "services", "home_assistants");
    Map<NodeId, WatchSettings> byNode = new HashMap<>();
    named(root, "nodes", "node", nodes)
        .forEach((name, node) -> byNode.put(new NodeId(name), settings(node)));
    Map<String, WatchSettings> byService = new HashMap<>();
    named(root, "services", "service", services.keySet())
        .forEach((name, node) -> byService.put(name, ofService(name, node)));
    Watching watching =
        new Watching(
            root.get("settings").map(WatchersFile::settings).orElse(WatchSettings.USUAL),
            byNode,
            byService,
            instances(root));
    checkOrder(root, watching);
    return watching;
  }

  /** A service's are held against those for all: it may be on any node. */
  private void checkOrder(YamlNode root, Watching watching) {
    WatchSettings all = watching.all();
    root.get("settings").ifPresent(place -> SettingsOrder.check(place, all, all));
    watching
        .nodes()
        .forEach(
            (node, said) ->
                SettingsOrder.check(root.need("nodes").need(node.name()), said, watching.of(node)));
    watching
        .services()
        .forEach(
            (service, said) ->
                SettingsOrder.check(root.need("services").need(service), said, said.over(all)));
    for (HomeAssistantInstance house : watching.homeAssistants()) {
      root.get("home_assistants")
          .flatMap(houses -> houses.get(house.location()))
          .flatMap(place -> place.get("settings"))
          .ifPresent(
              place ->
                  house
                      .watchedBy()
                      .forEach(
                          node ->
                              SettingsOrder.check(
                                  place,
                                  house.settings(),
                                  house.settings().over(watching.of(node)))));
    }
  }

  private static Map<String, YamlNode> named(
      YamlNode root, String key, String kind, Collection<String> known) {
    Map<String, YamlNode> members = new HashMap<>();
    root.get(key)
        .map(YamlNode::members)
        .orElse(Map.of())
        .forEach(
            (name, node) -> {
              if (known.contains(name)) {
                members.put(name, node);
              } else {
                node.faults().unknown(FILE, node.line(), kind, name, known);
              }
            });
    return members;
  }

  private static WatchSettings settings(YamlNode groups) {
    return settings(groups, setting -> true, "");
  }

  /** A setting of a watcher that does not look at the service would never be asked for. */
  private WatchSettings ofService(String service, YamlNode groups) {
    Set<String> watchers = services.getOrDefault(service, Set.of());
    Predicate<WatchSetting> meant =
        setting -> setting.isOfService() && watchers.contains(setting.group());
    String legal =
        Arrays.stream(WatchSetting.values())
            .filter(meant)
            .map(WatchSetting::text)
            .collect(Collectors.joining(", ", "for service " + service + " one of ", ""));
    return settings(groups, meant, legal);
  }

  /**
   * {@code disk: {high: 85%}} is {@code disk.high}.
   *
   * @param legal which settings mean something here, for a fault
   */
  private static WatchSettings settings(
      YamlNode groups, Predicate<WatchSetting> meant, String legal) {
    Map<WatchSetting, Long> said = new EnumMap<>(WatchSetting.class);
    groups
        .members()
        .forEach(
            (group, node) ->
                node.members()
                    .forEach(
                        (key, value) -> setting(group + "." + key, value, meant, legal, said)));
    return WatchSettings.of(said);
  }

  private static void setting(
      String name,
      YamlNode value,
      Predicate<WatchSetting> meant,
      String legal,
      Map<WatchSetting, Long> said) {
    Optional<WatchSetting> setting = WatchSetting.of(name);
    if (setting.isEmpty()) {
      value.faults().unknown(FILE, value.line(), "setting", name, WatchSetting.texts());
      return;
    }
    if (!meant.test(setting.get())) {
      value.fault("%s is \"%s\", and not by service".formatted(name, value.text()), legal);
      return;
    }
    Optional<Long> number = setting.get().parse(value.text());
    if (number.isEmpty()) {
      value.fault("%s is \"%s\"".formatted(name, value.text()), setting.get().legal());
    }
    number.ifPresent(it -> said.put(setting.get(), it));
  }

  private List<HomeAssistantInstance> instances(YamlNode root) {
    List<HomeAssistantInstance> instances = new ArrayList<>();
    root.get("home_assistants")
        .map(YamlNode::members)
        .orElse(Map.of())
        .forEach((location, node) -> instance(location, node).ifPresent(instances::add));
    Set<NodeId> taken = new HashSet<>();
    instances.stream()
        .filter(instance -> !taken.add(instance.node()))
        .forEach(
            instance ->
                root.fault(
                    "a second Home Assistant, %s, runs on %s"
                        .formatted(instance.location(), instance.node()),
                    "one a node: what is told of them could not be told apart"));
    return instances;
  }

  private Optional<HomeAssistantInstance> instance(String location, YamlNode node) {
    node.only("url", "node", "watched_by", "token", "shadow", "settings");
    if (!NodeId.isLegal(location)) {
      node.fault("location \"%s\" is no legal name".formatted(location), "a-z, 0-9 and -");
      return Optional.empty();
    }
    Optional<URI> url = url(node.need("url"));
    Optional<NodeId> at = reference(node.need("node"));
    List<NodeId> by = new ArrayList<>();
    node.get("watched_by")
        .map(YamlNode::items)
        .orElse(List.of())
        .forEach(item -> reference(item).ifPresent(by::add));
    String token = node.text("token", "ha-" + location + ".token");
    if (!token.matches("[A-Za-z0-9._-]{1,64}")) {
      node.fault(
          "token \"%s\" is no name of a file".formatted(token), "ha-%s.token".formatted(location));
    }
    WatchSettings settings =
        node.get("settings").map(WatchersFile::settings).orElse(WatchSettings.USUAL);
    if (url.isEmpty() || at.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new HomeAssistantInstance(
            location,
            url.get(),
            at.get(),
            by.isEmpty() ? List.of(at.get()) : by,
            token,
            node.flag("shadow", false),
            settings));
  }

  private static Optional<URI> url(YamlNode node) {
    try {
      URI url = URI.create(node.text());
      boolean web = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
      if (web && url.getHost() != null) {
        return Optional.of(url);
      }
    } catch (IllegalArgumentException malformed) {
      // Told below, as every other form that is no address.
    }
    node.fault(
        "url \"%s\" is no address of a web server".formatted(node.text()),
        "http://192.168.1.11:8123");
    return Optional.empty();
  }

  private Optional<NodeId> reference(YamlNode node) {
    String name = node.text();
    if (!nodes.contains(name)) {
      node.faults().unknown(FILE, node.line(), "node", name, nodes);
      return Optional.empty();
    }
    return Optional.of(new NodeId(name));
  }
}

package dev.homelab.slice;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.homelab.action.ActionId;
import dev.homelab.action.ActionKind;
import dev.homelab.action.ActionState;
import dev.homelab.event.EventJson;
import dev.homelab.event.NodeId;
import dev.homelab.event.Severity;
import dev.homelab.event.Subject;
import dev.homelab.event.Values;
import dev.homelab.rules.Desired;
import dev.homelab.world.Acknowledgement;
import dev.homelab.world.ActionFacts;
import dev.homelab.world.Silence;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A slice as a JSON text, the same for equal slices:
 *
 * <pre>
 * node              for whom it is
 * nodes             name → site, runs_on, best_effort, executor
 * services          node/service → monitored, needs [node/service]
 * actions           id, of (node/service), kind, state, at, log, by, outcome, started, triggers
 * acknowledgements  incident, by, at, until, note, severity
 * silences          id, node, service, type, reason, by, mode, created, ends, window
 * </pre>
 *
 * What is false, empty or absent is left out.
 */
final class SliceJson {
  private SliceJson() {}

  static Map<String, Object> toMap(Slice slice) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("node", slice.node().name());
    map.put("nodes", nodes(slice.desired()));
    map.put("services", services(slice.desired()));
    map.put("actions", slice.actions().values().stream().map(SliceJson::action).toList());
    map.put(
        "acknowledgements",
        slice.acknowledgements().stream().map(SliceJson::acknowledgement).toList());
    map.put("silences", slice.silences().stream().map(SliceJson::silence).toList());
    return map;
  }

  private static Map<String, Object> nodes(Desired desired) {
    Map<String, Object> all = new TreeMap<>();
    desired
        .nodes()
        .forEach(
            (id, node) -> {
              Map<String, Object> one = new LinkedHashMap<>();
              one.put("site", node.site());
              node.runsOn().ifPresent(host -> one.put("runs_on", host.name()));
              putIf(one, "best_effort", node.bestEffort());
              putIf(one, "executor", node.executor());
              all.put(id.name(), one);
            });
    return all;
  }

  private static Map<String, Object> services(Desired desired) {
    Map<String, Object> all = new TreeMap<>();
    desired
        .services()
        .forEach(
            (subject, wanted) -> {
              Map<String, Object> one = new LinkedHashMap<>();
              putIf(one, "monitored", wanted.monitored());
              if (!wanted.dependencies().isEmpty()) {
                one.put(
                    "needs",
                    wanted.dependencies().stream().sorted().map(Subject::toString).toList());
              }
              all.put(subject.toString(), one);
            });
    return all;
  }

  private static Map<String, Object> action(ActionFacts facts) {
    Map<String, Object> one = new LinkedHashMap<>();
    one.put("id", facts.id().text());
    one.put("of", facts.subject().toString());
    one.put("kind", facts.kind().text());
    one.put("state", facts.state().text());
    one.put("at", EventJson.time(facts.at()));
    one.put("log", facts.log().name());
    one.put("by", facts.by());
    putUnlessNull(one, "outcome", facts.outcome());
    putIf(one, "started", facts.started());
    if (!facts.triggers().isEmpty()) {
      one.put("triggers", facts.triggers());
    }
    return one;
  }

  private static Map<String, Object> acknowledgement(Acknowledgement it) {
    Map<String, Object> one = new LinkedHashMap<>();
    one.put("incident", it.incidentId());
    one.put("by", it.by());
    one.put("at", EventJson.time(it.at()));
    one.put("until", EventJson.time(it.until()));
    one.put("note", it.note());
    one.put("severity", it.severity().text());
    return one;
  }

  private static Map<String, Object> silence(Silence it) {
    Map<String, Object> one = new LinkedHashMap<>();
    NodeId node = it.node();
    Instant ends = it.ends();
    one.put("id", it.id());
    putUnlessNull(one, "node", node == null ? null : node.name());
    putUnlessNull(one, "service", it.service());
    putUnlessNull(one, "type", it.type());
    one.put("reason", it.reason());
    one.put("by", it.by());
    one.put("mode", it.mode().name().toLowerCase(Locale.ROOT));
    one.put("created", EventJson.time(it.created()));
    putUnlessNull(one, "ends", ends == null ? null : EventJson.time(ends));
    putUnlessNull(one, "window", it.window());
    return one;
  }

  private static void putIf(Map<String, Object> map, String name, boolean flag) {
    if (flag) {
      map.put(name, true);
    }
  }

  private static void putUnlessNull(Map<String, Object> map, String name, @Nullable Object value) {
    if (value != null) {
      map.put(name, value);
    }
  }

  /** Reads {@link #toMap}'s text; fails with {@link IllegalArgumentException} where it is none. */
  static Slice read(Map<String, Object> map) {
    TreeMap<ActionId, ActionFacts> actions = new TreeMap<>();
    each(map, "actions", SliceJson::readAction).forEach(it -> actions.put(it.id(), it));
    return new Slice(
        NodeId.of(text(map, "node")),
        readDesired(map),
        actions,
        each(map, "acknowledgements", SliceJson::readAcknowledgement),
        each(map, "silences", SliceJson::readSilence));
  }

  static Map<String, Object> parse(String text) {
    try {
      return EventJson.parse(text);
    } catch (JsonProcessingException malformed) {
      throw new IllegalArgumentException("a slice must be a JSON object", malformed);
    }
  }

  private static Desired readDesired(Map<String, Object> map) {
    Map<NodeId, Desired.Node> nodes = new LinkedHashMap<>();
    Map<String, Object> named = Values.object(map, "nodes");
    for (String name : named.keySet()) {
      Map<String, Object> one = Values.object(named, name);
      Optional<NodeId> runsOn = Optional.ofNullable(Values.text(one, "runs_on")).map(NodeId::of);
      nodes.put(
          NodeId.of(name),
          new Desired.Node(
              text(one, "site"), runsOn, isTrue(one, "best_effort"), isTrue(one, "executor")));
    }
    Map<Subject, Desired.Wanted> services = new LinkedHashMap<>();
    Map<String, Object> wanted = Values.object(map, "services");
    for (String name : wanted.keySet()) {
      Map<String, Object> one = Values.object(wanted, name);
      Set<Subject> needs = new HashSet<>();
      texts(one, "needs").forEach(it -> needs.add(subject(it)));
      services.put(subject(name), new Desired.Wanted(isTrue(one, "monitored"), needs));
    }
    return new Desired(services, nodes);
  }

  private static ActionFacts readAction(Map<String, Object> one) {
    return new ActionFacts(
        new ActionId(text(one, "id")),
        subject(text(one, "of")),
        ActionKind.read(text(one, "kind")).orElseThrow(() -> illegal("kind")),
        ActionState.read(text(one, "state")).orElseThrow(() -> illegal("state")),
        time(one, "at"),
        NodeId.of(text(one, "log")),
        text(one, "by"),
        Values.text(one, "outcome"),
        isTrue(one, "started"),
        texts(one, "triggers"));
  }

  private static Acknowledgement readAcknowledgement(Map<String, Object> one) {
    return new Acknowledgement(
        text(one, "incident"),
        text(one, "by"),
        time(one, "at"),
        time(one, "until"),
        text(one, "note"),
        Severity.read(text(one, "severity")),
        false);
  }

  private static Silence readSilence(Map<String, Object> one) {
    String node = Values.text(one, "node");
    return new Silence(
        text(one, "id"),
        node == null ? null : NodeId.of(node),
        Values.text(one, "service"),
        Values.text(one, "type"),
        text(one, "reason"),
        text(one, "by"),
        Silence.Mode.valueOf(text(one, "mode").toUpperCase(Locale.ROOT)),
        time(one, "created"),
        EventJson.readTime(one.get("ends")),
        Values.text(one, "window"),
        null);
  }

  @SuppressWarnings("unchecked")
  private static <T> List<T> each(
      Map<String, Object> map, String name, Function<Map<String, Object>, T> read) {
    List<T> all = new ArrayList<>();
    for (Object item : Values.list(map, name)) {
      if (item instanceof Map<?, ?> one) {
        all.add(read.apply((Map<String, Object>) one));
      }
    }
    return all;
  }

  private static List<String> texts(Map<String, Object> map, String name) {
    return Values.list(map, name).stream().map(String::valueOf).toList();
  }

  private static boolean isTrue(Map<String, Object> map, String name) {
    return Boolean.TRUE.equals(map.get(name));
  }

  private static Subject subject(String text) {
    int slash = text.indexOf('/');
    if (slash < 1) {
      throw illegal("a subject");
    }
    return new Subject(NodeId.of(text.substring(0, slash)), text.substring(slash + 1));
  }

  private static Instant time(Map<String, Object> map, String name) {
    Instant time = EventJson.readTime(map.get(name));
    if (time == null) {
      throw illegal(name);
    }
    return time;
  }

  private static String text(Map<String, Object> map, String name) {
    String text = Values.text(map, name);
    if (text == null) {
      throw illegal(name);
    }
    return text;
  }

  private static IllegalArgumentException illegal(String name) {
    return new IllegalArgumentException("a slice needs a legal \"" + name + "\"");
  }
}

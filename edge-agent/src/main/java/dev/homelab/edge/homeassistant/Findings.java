package dev.homelab.edge.homeassistant;

import dev.homelab.edge.watch.ConditionKey;
import dev.homelab.edge.watch.Finding;
import dev.homelab.event.Severity;
import dev.homelab.watching.HomeAssistantInstance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Collects what a judgement says, in the words and under the names of one house. */
final class Findings {
  static final String SERVICE = "homeassistant";

  private final HomeAssistantInstance instance;
  private final List<Finding> bad = new ArrayList<>();
  private final Set<Trouble> mentioned = new HashSet<>();

  Findings(HomeAssistantInstance instance) {
    this.instance = instance;
  }

  /** Something is wrong. */
  void bad(
      Trouble trouble,
      Severity severity,
      String message,
      String sameness,
      Map<String, Object> details,
      Duration repeat) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("location", instance.location());
    all.putAll(details);
    mentioned.add(trouble);
    bad.add(
        Finding.bad(
                key(trouble),
                severity,
                "Home Assistant of %s: %s".formatted(instance.location(), message),
                sameness,
                all)
            .repeatedEvery(repeat));
  }

  /** Nothing can be said of it now. */
  void undecided(Trouble trouble) {
    mentioned.add(trouble);
  }

  /** What is wrong, and the end of each trouble that was once told and is mentioned no more. */
  List<Finding> with(Set<Trouble> once) {
    List<Finding> all = new ArrayList<>(bad);
    once.stream()
        .filter(trouble -> !mentioned.contains(trouble))
        .map(trouble -> Finding.good(key(trouble)))
        .forEach(all::add);
    return all;
  }

  private ConditionKey key(Trouble trouble) {
    return new ConditionKey(SERVICE, trouble.type(), trouble.entity()).at(instance.node());
  }
}

package dev.homelab.yaml;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A value of a YAML file with its place. Reading a member of the wrong kind adds a fault and gives
 * the fallback, so that one reading finds all faults.
 */
public final class YamlNode {
  private final String file;
  private final int line;
  private final Faults faults;
  private final Object value;

  YamlNode(String file, int line, Faults faults, Object value) {
    this.file = file;
    this.line = line;
    this.faults = faults;
    this.value = value;
  }

  /** A member with the line of its key. */
  record Member(int line, YamlNode value) {}

  public String file() {
    return file;
  }

  public int line() {
    return line;
  }

  public Faults faults() {
    return faults;
  }

  @SuppressWarnings("unchecked")
  private Map<String, Member> map() {
    return value instanceof Map<?, ?> map ? (Map<String, Member>) map : Map.of();
  }

  /** The keys of an object, in their order. */
  public Collection<String> keys() {
    return Collections.unmodifiableSet(map().keySet());
  }

  /** The members of an object; anything else is a fault. */
  public Map<String, YamlNode> members() {
    if (!(value instanceof Map)) {
      fault("must be an object", "key: value");
      return Map.of();
    }
    Map<String, YamlNode> members = new LinkedHashMap<>();
    map().forEach((key, member) -> members.put(key, member.value()));
    return members;
  }

  /** Faults for every key that is none of these. */
  public YamlNode only(String... known) {
    List<String> legal = List.of(known);
    map()
        .forEach(
            (key, member) -> {
              if (!legal.contains(key)) {
                faults.unknown(file, member.line(), "key", key, legal);
              }
            });
    return this;
  }

  public Optional<YamlNode> get(String key) {
    return Optional.ofNullable(map().get(key)).map(Member::value).filter(it -> !it.isNull());
  }

  private boolean isNull() {
    return value instanceof String text && text.isEmpty();
  }

  /** A member that must be there; its absence is a fault. */
  public YamlNode need(String key) {
    Optional<YamlNode> member = get(key);
    if (member.isEmpty()) {
      fault("lacks \"%s\"".formatted(key), key + ": …");
    }
    return member.orElseGet(() -> new YamlNode(file, line, faults, Map.of()));
  }

  /** What stands for a file that could not be read. */
  public static YamlNode empty(String file, Faults faults) {
    return new YamlNode(file, 0, faults, Map.of());
  }

  /** Every scalar of it, at any depth. */
  public List<YamlNode> scalars() {
    return switch (value) {
      case Map<?, ?> _ ->
          map().values().stream().flatMap(it -> it.value().scalars().stream()).toList();
      case List<?> _ -> items().stream().flatMap(item -> item.scalars().stream()).toList();
      default -> List.of(this);
    };
  }

  public boolean isText() {
    return value instanceof String;
  }

  /** The scalar's text; anything else is a fault. */
  public String text() {
    if (value instanceof String text) {
      return text;
    }
    if (value instanceof Map<?, ?> map && map.isEmpty()) {
      return "";
    }
    fault("must be a text", "one word or a quoted text");
    return "";
  }

  public String text(String key, String fallback) {
    return get(key).map(YamlNode::text).orElse(fallback);
  }

  /** One of these words; anything else is a fault. */
  public String word(String key, Collection<String> legal, String fallback) {
    Optional<YamlNode> member = get(key);
    if (member.isEmpty()) {
      return fallback;
    }
    String word = member.get().text();
    if (!legal.contains(word)) {
      faults.unknown(file, member.get().line, key, word, legal);
      return fallback;
    }
    return word;
  }

  public boolean flag(String key, boolean fallback) {
    return switch (text(key, String.valueOf(fallback))) {
      case "true" -> true;
      case "false" -> false;
      default -> {
        get(key).ifPresent(it -> it.fault("\"" + it.value + "\" is neither", "true or false"));
        yield fallback;
      }
    };
  }

  public int number(String key, int fallback) {
    Optional<YamlNode> member = get(key);
    try {
      return member.map(it -> Integer.parseInt(it.text())).orElse(fallback);
    } catch (NumberFormatException notANumber) {
      member.ifPresent(it -> it.fault("\"" + it.value + "\" is no number", key + ": 3"));
      return fallback;
    }
  }

  /** The items of a list; anything else is a fault. */
  public List<YamlNode> items() {
    if (value instanceof List<?> list) {
      List<YamlNode> items = new ArrayList<>();
      list.forEach(item -> items.add((YamlNode) item));
      return items;
    }
    if (!(value instanceof Map<?, ?> map && map.isEmpty())) {
      fault("must be a list", "[one, two]");
    }
    return List.of();
  }

  public List<String> texts(String key) {
    return get(key).map(it -> it.items().stream().map(YamlNode::text).toList()).orElse(List.of());
  }

  public void fault(String what, String legal) {
    faults.add(file, line, what, legal);
  }

  /** The line of a key of this object, or of the object itself. */
  public int lineOf(String key) {
    Member member = map().get(key);
    return member == null ? line : member.line();
  }
}

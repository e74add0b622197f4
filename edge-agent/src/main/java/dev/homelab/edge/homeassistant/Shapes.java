package dev.homelab.edge.homeassistant;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Home Assistant's answers, as versions since 2024 write them:
 *
 * <pre>
 *   subscribe_entities        {"a":{ID:{"s":STATE,"a":{…},"lc":SECONDS}},
 *                              "c":{ID:{"+":{"s","a","lc"},"-":{"a":[NAME]}}}, "r":[ID]}
 *   …/get_entries             {ID:{"platform":DOMAIN,…}|null}
 *   config_entries/subscribe  [{"type":null|added|removed|updated,
 *                               "entry":{"entry_id","domain","title","state","reason","disabled_by"}}]
 *   trace/list                [{"item_id","run_id","state","script_execution","error",
 *                               "timestamp":{"start","finish"}}]
 *   recorder/info             {"backlog","recording","thread_running","migration_in_progress"}
 *   system_health/info        {"type":"initial","data":{DOMAIN:{"info":{KEY:VALUE}}}},
 *                             {"type":"update","domain","key","success","data"|"error"},
 *                             {"type":"finish"}
 * </pre>
 */
final class Shapes {
  private Shapes() {}

  /**
   * What a message of {@code subscribe_entities} says of one entity; what it leaves out is null.
   *
   * @param changed when the state changed last
   */
  record EntityNews(
      @Nullable String state, @Nullable Instant changed, Map<String, String> attributes) {}

  /** Takes in what is said of entities. */
  interface EntityHearer {
    void said(String id, EntityNews news);

    void removed(String id);

    /** Whether its attributes are of use. */
    boolean wantsAttributes(String id);
  }

  static void entities(JsonParser parser, EntityHearer hearer) throws IOException {
    Tokens.members(
        parser,
        kind -> {
          switch (kind) {
            case "a" -> Tokens.members(parser, id -> hearer.said(id, news(parser, id, hearer)));
            case "c" -> Tokens.members(parser, id -> changed(parser, id, hearer));
            case "r" ->
                Tokens.items(
                    parser,
                    () -> {
                      String id = Tokens.text(parser);
                      if (id != null) {
                        hearer.removed(id);
                      }
                    });
            default -> {}
          }
        });
  }

  private static void changed(JsonParser parser, String id, EntityHearer hearer)
      throws IOException {
    Tokens.members(
        parser,
        sign -> {
          if (sign.equals("+")) {
            hearer.said(id, news(parser, id, hearer));
          }
        });
  }

  private static EntityNews news(JsonParser parser, String id, EntityHearer hearer)
      throws IOException {
    String[] state = {null};
    Instant[] at = {null};
    Map<String, String> attributes = new HashMap<>();
    boolean wanted = hearer.wantsAttributes(id);
    Tokens.members(
        parser,
        name -> {
          switch (name) {
            case "s" -> state[0] = Tokens.text(parser);
            case "lc" -> at[0] = seconds(parser);
            case "a" -> {
              if (wanted) {
                texts(parser, attributes);
              }
            }
            default -> {}
          }
        });
    return new EntityNews(state[0], at[0], attributes);
  }

  private static void texts(JsonParser parser, Map<String, String> into) throws IOException {
    Tokens.members(
        parser,
        name -> {
          if (House.ATTRIBUTES.contains(name)) {
            into.put(name, Tokens.textOr(parser, ""));
          }
        });
  }

  private static @Nullable Instant seconds(JsonParser parser) throws IOException {
    JsonToken token = parser.currentToken();
    if (token == null || !token.isNumeric()) {
      return null;
    }
    double seconds = parser.getDoubleValue();
    return seconds > 0 && seconds < 1e11 ? Instant.ofEpochMilli((long) (seconds * 1000)) : null;
  }

  /** The integration of each entity that is in the registry. */
  static void registry(JsonParser parser, BiConsumer<String, String> hearer) throws IOException {
    Tokens.members(
        parser,
        id ->
            Tokens.members(
                parser,
                name -> {
                  if (name.equals("platform")) {
                    hearer.accept(id, Tokens.textOr(parser, ""));
                  }
                }));
  }

  /** A configured integration; {@code removed} where it is no more. */
  record Entry(
      String id,
      String domain,
      String title,
      String state,
      String reason,
      boolean disabled,
      boolean removed) {}

  static List<Entry> entries(JsonParser parser) throws IOException {
    List<Entry> all = new ArrayList<>();
    Tokens.items(
        parser,
        () -> {
          String[] type = {""};
          Map<String, String> texts = new HashMap<>();
          Tokens.members(
              parser,
              name -> {
                if (name.equals("type")) {
                  type[0] = Tokens.textOr(parser, "");
                } else if (name.equals("entry")) {
                  scalars(parser, texts);
                }
              });
          all.add(
              new Entry(
                  texts.getOrDefault("entry_id", ""),
                  texts.getOrDefault("domain", ""),
                  texts.getOrDefault("title", ""),
                  texts.getOrDefault("state", ""),
                  texts.getOrDefault("reason", ""),
                  texts.containsKey("disabled_by"),
                  type[0].equals("removed")));
        });
    return all;
  }

  private static void scalars(JsonParser parser, Map<String, String> into) throws IOException {
    Tokens.members(
        parser,
        name -> {
          String text = Tokens.text(parser);
          if (text != null) {
            into.put(name, text);
          }
        });
  }

  static List<Run> runs(JsonParser parser) throws IOException {
    List<Run> all = new ArrayList<>();
    Tokens.items(
        parser,
        () -> {
          Map<String, String> texts = new HashMap<>();
          Map<String, String> times = new HashMap<>();
          Tokens.members(
              parser,
              name -> {
                if (name.equals("timestamp")) {
                  scalars(parser, times);
                } else {
                  String text = Tokens.text(parser);
                  if (text != null) {
                    texts.put(name, text);
                  }
                }
              });
          Instant finished = time(times.get("finish"));
          String item = texts.get("item_id");
          if (finished != null && item != null && "stopped".equals(texts.get("state"))) {
            all.add(
                new Run(
                    item,
                    finished,
                    texts.getOrDefault("script_execution", ""),
                    texts.getOrDefault("error", "")));
          }
        });
    return all;
  }

  private static @Nullable Instant time(@Nullable String text) {
    try {
      return text == null ? null : OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException odd) {
      return null;
    }
  }

  static RecorderSight recorder(JsonParser parser) throws IOException {
    long[] backlog = {0};
    Map<String, Boolean> flags = new HashMap<>();
    Tokens.members(
        parser,
        name -> {
          if (name.equals("backlog")) {
            backlog[0] = Tokens.number(parser, 0);
          } else if (parser.currentToken() == JsonToken.VALUE_TRUE) {
            flags.put(name, true);
          } else if (parser.currentToken() == JsonToken.VALUE_FALSE) {
            flags.put(name, false);
          }
        });
    return new RecorderSight(
        backlog[0],
        flags.getOrDefault("recording", true),
        flags.getOrDefault("thread_running", true),
        flags.getOrDefault("migration_in_progress", false));
  }

  /** Takes in what is said of Home Assistant's health. */
  interface HealthHearer {
    /** One check; the error is empty where it is well. */
    void checked(String domain, String key, String error);

    void finished();
  }

  /** Gives whether nothing follows. */
  static boolean health(JsonParser parser, HealthHearer hearer) throws IOException {
    HealthDraft draft = new HealthDraft();
    Tokens.members(parser, name -> draft.member(name, parser, hearer));
    boolean last = draft.type.equals("finish");
    if (last) {
      hearer.finished();
    } else if (draft.type.equals("update") && !draft.key.isEmpty()) {
      hearer.checked(draft.domain, draft.key, draft.error);
    }
    return last;
  }

  private static final class HealthDraft {
    private String type = "";
    private String domain = "";
    private String key = "";
    private String error = "";

    /** The first answer has {@code data} by domain, later ones that of one key. */
    void member(String name, JsonParser parser, HealthHearer hearer) throws IOException {
      switch (name) {
        case "type" -> type = Tokens.textOr(parser, "");
        case "domain" -> domain = Tokens.textOr(parser, "");
        case "key" -> key = Tokens.textOr(parser, "");
        case "error" -> {
          Value value = Value.read(parser);
          error = value.error().isEmpty() ? "unknown" : value.error();
        }
        case "data" -> data(parser, hearer);
        default -> {}
      }
    }

    private void data(JsonParser parser, HealthHearer hearer) throws IOException {
      String[] failed = {""};
      String[] kind = {""};
      Tokens.members(
          parser,
          member -> {
            switch (member) {
              case "type" -> kind[0] = Tokens.textOr(parser, "");
              case "error" -> failed[0] = Tokens.textOr(parser, "unknown");
              default -> domainOf(member, parser, hearer);
            }
          });
      if (kind[0].equals("failed")) {
        error = failed[0].isEmpty() ? "unknown" : failed[0];
      }
    }

    private static void domainOf(String name, JsonParser parser, HealthHearer hearer)
        throws IOException {
      Tokens.members(
          parser,
          member -> {
            if (member.equals("info")) {
              Tokens.members(
                  parser,
                  check -> {
                    Value value = Value.read(parser);
                    if (!value.pending()) {
                      hearer.checked(name, check, value.error());
                    }
                  });
            }
          });
    }
  }

  private record Value(boolean pending, String error) {
    static Value read(JsonParser parser) throws IOException {
      Map<String, String> texts = new HashMap<>();
      scalars(parser, texts);
      String type = texts.getOrDefault("type", "");
      return new Value(
          type.equals("pending"),
          type.equals("failed") ? texts.getOrDefault("error", "unknown") : "");
    }
  }
}

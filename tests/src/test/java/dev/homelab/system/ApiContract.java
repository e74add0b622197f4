package dev.homelab.system;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.homelab.event.EventJson;
import dev.homelab.web.ApiDocument;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.Validator;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.yaml.snakeyaml.Yaml;

/** The OpenAPI document as a judge of answers. Members that it does not name are faults, too. */
final class ApiContract {
  private static final String REFERENCE = "#/components/schemas/";

  private final Map<String, Object> document = new Yaml().load(ApiDocument.text());
  private final Map<String, Object> schemas = map(map(document.get("components")).get("schemas"));
  private final Map<String, Object> definitions =
      parse(EventJson.text(schemas).replace(REFERENCE, "#/$defs/"));

  @SuppressWarnings("unchecked")
  static Map<String, Object> map(Object value) {
    return (Map<String, Object>) value;
  }

  static Map<String, Object> parse(String text) {
    try {
      return EventJson.parse(text);
    } catch (JsonProcessingException malformed) {
      throw new IllegalArgumentException(text, malformed);
    }
  }

  /** Paths that are read, the stream apart; of those that the hub serves, or an edge. */
  List<String> read(boolean edge) {
    return map(document.get("paths")).entrySet().stream()
        .filter(it -> map(it.getValue()).get("get") instanceof Map<?, ?> get && told(get, edge))
        .map(Map.Entry::getKey)
        .filter(path -> !path.endsWith("/stream"))
        .toList();
  }

  private static boolean told(Map<?, ?> operation, boolean edge) {
    boolean edgeOnly = List.of("edge-only").equals(operation.get("tags"));
    return edge ? edgeOnly || List.of("edge").equals(operation.get("tags")) : !edgeOnly;
  }

  /** What is wrong with an answer; empty where it is as the document says. */
  List<String> faults(String path, String method, int status, String type, String body) {
    Map<String, Object> operation = map(map(map(document.get("paths")).get(path)).get(method));
    Object response = map(operation.get("responses")).get(String.valueOf(status));
    if (response == null) {
      return List.of(status + " is not documented: " + body);
    }
    Map<String, Object> told = map(response);
    if (told.get("$ref") instanceof String) {
      told = map(map(map(document.get("components")).get("responses")).get("Problem"));
    }
    Object contents = told.get("content");
    String bare = type.replaceAll(";.*", "");
    if (contents == null || !map(contents).containsKey(bare)) {
      return contents == null && body.isEmpty()
          ? List.of()
          : List.of("the content type \"" + bare + "\" is not documented");
    }
    if (!bare.endsWith("json")) {
      return List.of();
    }
    Map<String, Object> schema = map(map(map(contents).get(bare)).get("schema"));
    List<String> faults = new ArrayList<>();
    validate(schema, body, faults);
    unnamed(schema, parse(body), "", faults);
    return faults;
  }

  private void validate(Map<String, Object> schema, String body, List<String> faults) {
    Map<String, Object> whole =
        new TreeMap<>(parse(EventJson.text(schema).replace(REFERENCE, "#/$defs/")));
    whole.put("$defs", definitions);
    OutputUnit result =
        Validator.create(
                JsonSchema.of(new JsonObject(EventJson.text(whole))),
                new JsonSchemaOptions()
                    .setDraft(Draft.DRAFT202012)
                    .setBaseUri("https://homelab.invalid/")
                    .setOutputFormat(OutputFormat.Basic))
            .validate(new JsonObject(body));
    if (!result.getValid()) {
      result.getErrors().forEach(it -> faults.add(it.getInstanceLocation() + ": " + it.getError()));
    }
  }

  private void unnamed(Map<String, Object> schema, Object value, String at, List<String> faults) {
    if (value instanceof List<?> list) {
      for (Map<String, Object> each : parts(schema)) {
        if (each.get("items") != null) {
          list.forEach(item -> unnamed(map(each.get("items")), item, at + "[]", faults));
        }
      }
    } else if (value instanceof Map<?, ?> object) {
      Set<Object> unknown = new HashSet<>(object.keySet());
      boolean open = false;
      for (Map<String, Object> each : parts(schema)) {
        open |= each.get("additionalProperties") != null;
        if (each.get("properties") instanceof Map<?, ?> named) {
          unknown.removeAll(named.keySet());
          named.forEach(
              (name, of) -> {
                if (object.get(name) != null) {
                  unnamed(map(of), object.get(name), at + "/" + name, faults);
                }
              });
        }
      }
      if (!open && !unknown.isEmpty()) {
        faults.add(at + ": undocumented " + unknown);
      }
    }
  }

  /** A schema with all that it refers to or is put together of. */
  private List<Map<String, Object>> parts(Map<String, Object> schema) {
    List<Map<String, Object>> parts = new ArrayList<>(List.of(schema));
    if (schema.get("$ref") instanceof String reference) {
      parts.addAll(parts(map(schemas.get(reference.substring(REFERENCE.length())))));
    }
    for (String word : List.of("allOf", "oneOf")) {
      if (schema.get(word) instanceof List<?> list) {
        list.forEach(it -> parts.addAll(parts(map(it))));
      }
    }
    return parts;
  }
}

package dev.homelab.edge.container;

import dev.homelab.event.Values;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/** What a service's {@code docker-compose.yml} says about its containers. */
public final class ComposeFile {
  private ComposeFile() {}

  /**
   * The containers' names, the main one first: {@code container_name} where it is given, else the
   * Compose service's name, as {@code <service>-<part>} where it is not the service's own (SPEC
   * section 3). Those of profiles that nothing switches on are left out. Only the service's own
   * name where the file can't be read or names none.
   */
  public static List<String> containers(Path file, String service) {
    List<String> names = new ArrayList<>();
    services(file)
        .forEach(
            (part, body) -> {
              if (Values.list(body, "profiles").isEmpty()) {
                names.add(name(service, part, body));
              }
            });
    if (names.isEmpty()) {
      return List.of(service);
    }
    names.sort((left, right) -> Boolean.compare(right.equals(service), left.equals(service)));
    return List.copyOf(names);
  }

  /** The images that the file names, for the question whether they are there. */
  static List<String> images(Path file) {
    List<String> images = new ArrayList<>();
    services(file)
        .forEach(
            (part, body) -> {
              if (body.get("image") instanceof String image) {
                images.add(image);
              }
            });
    return images;
  }

  /** The image of each part of a rendered definition; parts that are built have none. */
  static Map<String, String> imagesByPart(String rendered) {
    Map<String, String> images = new LinkedHashMap<>();
    services(parse(rendered))
        .forEach(
            (part, body) -> {
              if (body.get("image") instanceof String image) {
                images.put(part, image);
              }
            });
    return images;
  }

  private static String name(String service, String part, Map<String, Object> body) {
    String given = Values.text(body, "container_name");
    if (given != null) {
      return given;
    }
    return part.equals(service) || part.startsWith(service + "-") ? part : service + "-" + part;
  }

  private static Map<String, Map<String, Object>> services(Path file) {
    return services(parse(file));
  }

  private static Map<String, Map<String, Object>> services(Map<String, Object> document) {
    Map<String, Map<String, Object>> services = new LinkedHashMap<>();
    Values.object(document, "services")
        .forEach((part, body) -> services.put(part, Values.object(Map.of("body", body), "body")));
    return services;
  }

  private static Map<String, Object> parse(Path file) {
    try {
      return parse(Files.readString(file));
    } catch (IOException unreadable) {
      return Map.of();
    }
  }

  private static Map<String, Object> parse(String text) {
    try {
      LoaderOptions options = new LoaderOptions();
      options.setMaxAliasesForCollections(50);
      Object document = new Yaml(new SafeConstructor(options)).load(text);
      return document == null ? Map.of() : Values.object(Map.of("document", document), "document");
    } catch (YAMLException unreadable) {
      return Map.of();
    }
  }
}

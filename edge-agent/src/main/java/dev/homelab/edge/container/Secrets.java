package dev.homelab.edge.container;

import dev.homelab.redact.Redactor;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What must not be told of a service: the values of {@code config/<service>/.env} and of its
 * containers' environments (RULES A11).
 */
public final class Secrets {
  private static final int MAX_BYTES = 256 * 1024;

  private final Vertx vertx;
  private final ContainerEngine engine;
  private final Path configFolder;

  /**
   * @param configFolder {@code config/} under the node's root
   */
  public Secrets(Vertx vertx, ContainerEngine engine, Path configFolder) {
    this.vertx = vertx;
    this.engine = engine;
    this.configFolder = configFolder;
  }

  /**
   * Succeeds with what hides that service's secrets as they are now. An environment that can't be
   * read now is passed over, an {@code .env} that is there and can't be read is a failure: then
   * nothing of the service may be told.
   */
  public Future<Redactor> of(String service, List<String> containers) {
    Future<Map<String, String>> file = values(service);
    List<Future<Map<String, String>>> environments = new ArrayList<>();
    for (String container : containers) {
      environments.add(engine.environment(container).otherwise(Map.of()));
    }
    return file.compose(
        env ->
            Future.all(environments)
                .map(
                    all -> {
                      List<Map<String, String>> sources = new ArrayList<>();
                      sources.add(env);
                      environments.forEach(environment -> sources.add(environment.result()));
                      return Redactor.of(sources);
                    }));
  }

  /** Succeeds with what a service's {@code .env} says; with nothing where it has none. */
  public Future<Map<String, String>> values(String service) {
    return vertx.executeBlocking(() -> read(configFolder.resolve(service).resolve(".env")));
  }

  static Map<String, String> read(Path file) throws IOException {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new IOException("%s is longer than %d B".formatted(file, MAX_BYTES));
      }
      return parse(Files.readString(file));
    } catch (NoSuchFileException absent) {
      return Map.of();
    }
  }

  /** {@code NAME=value} lines, as Compose reads them: comments, {@code export}, quotes. */
  static Map<String, String> parse(String text) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String line : text.lines().toList()) {
      String plain = line.strip();
      int sign = plain.indexOf('=');
      if (sign > 0 && plain.charAt(0) != '#') {
        String name = plain.substring(0, sign).replaceFirst("^export ", "").strip();
        values.put(name, unquoted(plain.substring(sign + 1).strip()));
      }
    }
    return values;
  }

  private static String unquoted(String value) {
    int last = value.length() - 1;
    boolean quoted =
        last > 0
            && (value.charAt(0) == '"' || value.charAt(0) == '\'')
            && value.charAt(last) == value.charAt(0);
    return quoted ? value.substring(1, last) : value;
  }
}

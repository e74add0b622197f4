package dev.homelab.web;

import dev.homelab.web.Endpoint.May;
import io.vertx.core.Future;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The OpenAPI document of hub and edge, served as it stands and as JSON; read when asked for. */
public final class ApiDocument {
  private static final String FILE = "/openapi/homelab-v1.yaml";

  private ApiDocument() {}

  public static List<Endpoint> table() {
    return List.of(
        Endpoint.get(
            "/api/v1/openapi.yaml",
            May.READ,
            request -> Future.succeededFuture(new Answer.Text("application/yaml", text()))),
        Endpoint.get(
            "/api/v1/openapi.json",
            May.READ,
            request -> Future.succeededFuture(Answer.ok(parsed()))));
  }

  public static String text() {
    try (InputStream in = ApiDocument.class.getResourceAsStream(FILE)) {
      if (in == null) {
        throw new IllegalStateException(FILE + " is not on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  static Object parsed() {
    return new Yaml(new SafeConstructor(new LoaderOptions())).load(text());
  }
}

package dev.homelab.edge.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.homelab.event.EventJson;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/** Asks one server's {@code /api/v1}, blocking; a slow answer is announced after two seconds. */
final class HubClient implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofSeconds(30);
  private static final int QUIET_SECONDS = 2;

  private final Access access;
  private final Terminal terminal;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  HubClient(Access access, Terminal terminal) {
    this.access = access;
    this.terminal = terminal;
  }

  URI url() {
    return access.url();
  }

  /** Gets a JSON object; parameters without a value are left out. */
  Map<String, Object> get(String path, Map<String, String> query) {
    return send(request(path + queryText(query)).GET().build());
  }

  Map<String, Object> get(String path) {
    return get(path, Map.of());
  }

  /** Posts a JSON object and gives the answer, empty where there is none. */
  Map<String, Object> post(String path, Map<String, ?> body) {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(EventJson.bytes(body)))
            .build());
  }

  Map<String, Object> delete(String path) {
    return send(request(path).DELETE().build());
  }

  /** Opens the live stream; the caller closes it. Fails as {@link #get} does. */
  InputStream stream(String lastEventId) {
    HttpRequest.Builder request = request("/stream").header("Accept", "text/event-stream");
    if (!lastEventId.isEmpty()) {
      request.header("Last-Event-ID", lastEventId);
    }
    HttpResponse<InputStream> response =
        exchange(request.GET().build(), BodyHandlers.ofInputStream());
    if (response.statusCode() != 200) {
      try (InputStream body = response.body()) {
        throw new ApiProblem(response.statusCode(), parse(body.readNBytes(65_536)));
      } catch (IOException broken) {
        throw new CommandFailure("the stream of " + access.url() + " broke off", broken);
      }
    }
    return response.body();
  }

  /** One part of a path, escaped. */
  static String part(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(access.url() + "/api/v1" + path))
        .header("Authorization", "Bearer " + access.token());
  }

  private static String queryText(Map<String, String> query) {
    String text =
        query.entrySet().stream()
            .filter(entry -> !entry.getValue().isEmpty())
            .map(entry -> part(entry.getKey()) + "=" + part(entry.getValue()))
            .sorted()
            .collect(Collectors.joining("&"));
    return text.isEmpty() ? "" : "?" + text;
  }

  private Map<String, Object> send(HttpRequest request) {
    HttpResponse<byte[]> response = exchange(request, BodyHandlers.ofByteArray());
    Map<String, Object> body = parse(response.body());
    if (response.statusCode() >= 300) {
      throw new ApiProblem(response.statusCode(), body);
    }
    return body;
  }

  private static Map<String, Object> parse(byte[] body) {
    try {
      return body.length == 0 ? Map.of() : EventJson.parse(body, 0, body.length);
    } catch (JsonProcessingException notJson) {
      return Map.of("detail", "the answer is no JSON object; is this the hub's address?");
    }
  }

  private <T> HttpResponse<T> exchange(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
    CompletableFuture<HttpResponse<T>> answer = http.sendAsync(request, handler);
    try {
      try {
        return answer.get(QUIET_SECONDS, TimeUnit.SECONDS);
      } catch (TimeoutException slow) {
        terminal.note("waiting for %s …".formatted(access.url()));
        return answer.get(ANSWER.toSeconds(), TimeUnit.SECONDS);
      }
    } catch (TimeoutException never) {
      throw new CommandFailure(
          "%s gave no answer in %d s".formatted(access.url(), ANSWER.toSeconds()), never);
    } catch (ExecutionException failed) {
      throw new NoAnswer(
          "nothing answers at %s; %s".formatted(access.url(), access.remedy()), failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("interrupted", interrupted);
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }

  /** Nobody listens, or the connection broke. */
  static final class NoAnswer extends CommandFailure {
    NoAnswer(String message, Throwable cause) {
      super(message, cause);
    }
  }
}

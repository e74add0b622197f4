package dev.homelab.edge.lab;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.homelab.edge.container.EngineException;
import dev.homelab.edge.container.LabAddress;
import dev.homelab.event.EventJson;
import dev.homelab.event.Values;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;

/** Gives orders to a running lab from another process; blocking. */
public final class LabRemote {
  /** {@code lab kill --for} is no way to forget a process for good. */
  public static final Duration LONGEST_HOLD = Duration.ofHours(1);

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final LabLayout layout;

  public LabRemote(LabLayout layout) {
    this.layout = layout;
  }

  public boolean isUp() {
    return LabGround.isTaken(layout);
  }

  /** Returns when the order is carried out; a {@link LabFailure} says why it is not. */
  public void order(String order, Map<String, ?> parameters) {
    if (!isUp()) {
      throw new LabFailure(
          "no lab is up at %s; start it with: homelab up".formatted(layout.root()));
    }
    HttpRequest request = request(order, parameters);
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new LabFailure(detail(answer.body()));
      }
    } catch (IOException broken) {
      throw new LabFailure("the lab at %s does not answer".formatted(layout.root()), broken);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new LabFailure("interrupted", interrupted);
    }
  }

  private HttpRequest request(String order, Map<String, ?> parameters) {
    try {
      LabAddress address = LabAddress.read(layout.control());
      return HttpRequest.newBuilder(
              URI.create("http://127.0.0.1:%d/v1/%s".formatted(address.port(), order)))
          .timeout(PATIENCE)
          .header("Authorization", "Bearer " + address.token())
          .POST(HttpRequest.BodyPublishers.ofByteArray(EventJson.bytes(parameters)))
          .build();
    } catch (EngineException stillStarting) {
      throw new LabFailure("the lab at %s is still starting".formatted(layout.root()));
    }
  }

  private static String detail(String body) {
    try {
      String detail = Values.text(EventJson.parse(body), "detail");
      return detail == null ? body : detail;
    } catch (JsonProcessingException notOurs) {
      return body;
    }
  }
}

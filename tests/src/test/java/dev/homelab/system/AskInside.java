package dev.homelab.system;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** One request from within a network that the test itself is not in. */
final class AskInside {
  private AskInside() {}

  /** What was answered. */
  record Reply(int status, String body) {
    static Reply read(String said) {
      int line = said.indexOf('\n');
      return new Reply(Integer.parseInt(said.substring(0, line)), said.substring(line + 1));
    }
  }

  /**
   * Prints the status on a line of its own, then the body.
   *
   * @param words method, URL, token, body
   */
  public static void main(String[] words) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(words[1]))
            .timeout(Duration.ofSeconds(20))
            .header("Authorization", "Bearer " + words[2])
            .header("Content-Type", "application/json")
            .method(words[0], HttpRequest.BodyPublishers.ofString(words[3]))
            .build();
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      System.out.write("%d%n%s".formatted(answer.statusCode(), answer.body()).getBytes(UTF_8));
      System.out.flush();
    }
  }
}

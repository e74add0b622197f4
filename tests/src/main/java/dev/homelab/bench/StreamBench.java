package dev.homelab.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.homelab.event.EventJson;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** From a line in an edge's log to the live stream of a client of the hub, in a running lab. */
final class StreamBench {
  private static final int LINES = 1_000;
  private static final int WARM_UP = 200;
  private static final long PAUSE_MILLIS = 20;

  private final Path lab;
  private final Map<String, Long> begun = new ConcurrentHashMap<>();
  private final Figures millis = new Figures();
  private final CountDownLatch all = new CountDownLatch(LINES + WARM_UP);

  StreamBench(Path lab) {
    this.lab = lab;
  }

  void run() throws IOException, InterruptedException {
    Map<String, Object> file = EventJson.parse(Files.readString(lab.resolve("lab.json")));
    String token = Files.readString(lab.resolve("vps/state/cli-token")).strip();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(file.get("url") + "/api/v1/stream"))
            .header("Authorization", "Bearer " + token)
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<InputStream> answer =
          client.send(request, HttpResponse.BodyHandlers.ofInputStream());
      Thread reader = Thread.ofPlatform().daemon().start(() -> read(answer.body()));
      write();
      if (!all.await(30, TimeUnit.SECONDS)) {
        throw new IOException(all.getCount() + " lines have not come");
      }
      reader.interrupt();
      answer.body().close();
    }
    System.out.printf(
        Locale.ROOT,
        "edge to stream: p50 %.1f ms, p99 %.1f ms, most %.1f ms, of %d lines%n",
        millis.percentile(50),
        millis.percentile(99),
        millis.percentile(100),
        millis.count());
  }

  private void write() throws IOException, InterruptedException {
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    Path log = lab.resolve("chelsty-infra/events/%s/chelsty-infra/events.jsonl".formatted(today));
    for (int i = 0; i < LINES + WARM_UP; i++) {
      String id = "stream-%d-%d".formatted(System.nanoTime(), i);
      begun.put(id, System.nanoTime());
      Files.writeString(
          log, "{\"id\":\"%s\",\"type\":\"bench\"}\n".formatted(id), StandardOpenOption.APPEND);
      Thread.sleep(PAUSE_MILLIS);
    }
  }

  private void read(InputStream stream) {
    try (BufferedReader lines = new BufferedReader(new InputStreamReader(stream, UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        long now = System.nanoTime();
        int at = line.indexOf("\"id\":\"stream-");
        if (line.startsWith("data:") && at > 0) {
          Long from = begun.remove(line.substring(at + 6, line.indexOf('"', at + 6)));
          if (from != null) {
            if (all.getCount() <= LINES) {
              millis.add((now - from) / 1e6);
            }
            all.countDown();
          }
        }
      }
    } catch (IOException closed) {
      System.getLogger("bench").log(System.Logger.Level.DEBUG, "the stream is closed");
    }
  }
}

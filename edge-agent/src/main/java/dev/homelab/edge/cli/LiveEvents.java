package dev.homelab.edge.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.homelab.event.EventJson;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Follows the live stream of events until the thread is interrupted, and over broken connections:
 * it goes on after the last id that it has seen, and asks anew when the hub says that this is too
 * old.
 */
final class LiveEvents {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);

  private final HubClient hub;
  private final Terminal terminal;
  private String lastId = "";

  LiveEvents(HubClient hub, Terminal terminal) {
    this.hub = hub;
    this.terminal = terminal;
  }

  /**
   * Returns when interrupted; fails at once where the first connection is refused.
   *
   * @param loadStored called at the start of the stream and after a reset
   */
  void follow(Runnable loadStored, Consumer<Map<String, Object>> live) {
    Duration pause = FIRST_PAUSE;
    boolean everConnected = false;
    while (!Thread.currentThread().isInterrupted()) {
      try (BufferedReader lines = open()) {
        if (lastId.isEmpty()) {
          loadStored.run();
        }
        everConnected = true;
        pause = FIRST_PAUSE;
        read(lines, loadStored, live);
      } catch (IOException broken) {
        terminal.note("the stream broke off; connecting again");
      } catch (HubClient.NoAnswer away) {
        if (!everConnected) {
          throw away;
        }
      }
      pause = rest(pause);
    }
  }

  private BufferedReader open() {
    return new BufferedReader(new InputStreamReader(hub.stream(lastId), StandardCharsets.UTF_8));
  }

  private void read(BufferedReader lines, Runnable loadStored, Consumer<Map<String, Object>> live)
      throws IOException {
    SseMessage.Builder message = new SseMessage.Builder();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      SseMessage whole = message.line(line);
      if (whole == null) {
        continue;
      }
      switch (whole.name()) {
        case "event" -> deliver(whole, live);
        case "reset" -> loadStored.run();
        default -> {}
      }
      if (!whole.id().isEmpty()) {
        lastId = whole.id();
      }
    }
  }

  private static void deliver(SseMessage message, Consumer<Map<String, Object>> live) {
    try {
      live.accept(EventJson.parse(message.data()));
    } catch (JsonProcessingException notForUs) {
      throw new CommandFailure("the hub sent an event that is no JSON object", notForUs);
    }
  }

  private static Duration rest(Duration pause) {
    try {
      Thread.sleep(pause);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    Duration next = pause.multipliedBy(2);
    return next.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : next;
  }
}

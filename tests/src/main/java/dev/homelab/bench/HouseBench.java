package dev.homelab.bench;

import dev.homelab.clock.MomentClock;
import dev.homelab.disk.FileDisk;
import dev.homelab.edge.homeassistant.HomeAssistantWatcher;
import dev.homelab.event.NodeId;
import dev.homelab.watching.HomeAssistantInstance;
import dev.homelab.watching.WatchSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What a watched Home Assistant takes of the heap, and how long it takes until it is known, by the
 * number of its entities. The server is a stand-in that answers with what a real one of 2025.4 says
 * of a light in a registry: 1 KB in a list of states, 900 B in a registry.
 */
final class HouseBench {
  private static final List<Integer> SIZES = List.of(5, 500, 5_000);
  private static final String FILLER = "x".repeat(550);

  private final Path folder;
  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
  private int entities;
  private long sent;

  HouseBench(Path folder) {
    this.folder = folder;
  }

  void run() throws IOException {
    HttpServer server =
        vertx
            .createHttpServer()
            .requestHandler(this::states)
            .webSocketHandler(this::connected)
            .listen(0, "127.0.0.1")
            .await();
    Path config = folder.resolve("config/edge-agent");
    Files.createDirectories(config);
    Path _ = Files.writeString(config.resolve("ha-bench.token"), "token");
    URI url = URI.create("http://127.0.0.1:" + server.actualPort());
    // Once beforehand, so that classes and pools are there.
    watch(url, 5).close().await();
    for (int size : SIZES) {
      measure(url, size);
    }
    vertx.close().await();
  }

  private void measure(URI url, int size) {
    long before = heap();
    sent = 0;
    long began = System.nanoTime();
    HomeAssistantWatcher watcher = watch(url, size);
    double seconds = (System.nanoTime() - began) / 1e9;
    System.out.printf(
        Locale.ROOT,
        "%,6d entities: %.2f MiB of heap, known after %.2f s, %.1f MB received%n",
        size,
        (heap() - before) / 1048576.0,
        seconds,
        sent / 1e6);
    watcher.close().await();
  }

  private HomeAssistantWatcher watch(URI url, int size) {
    entities = size;
    NodeId node = new NodeId("bench");
    HomeAssistantInstance instance =
        new HomeAssistantInstance(
            "bench", url, node, List.of(node), "ha-bench.token", false, WatchSettings.USUAL);
    HomeAssistantWatcher watcher =
        new HomeAssistantWatcher(
            vertx,
            instance,
            new HomeAssistantWatcher.Place(new FileDisk(), folder),
            ZoneOffset.UTC,
            MomentClock.system());
    Future<?> look =
        Future.future(
            known -> vertx.runOnContext(on -> watcher.look().<Void>mapEmpty().onComplete(known)));
    Object _ = look.await();
    return watcher;
  }

  private static long heap() {
    Runtime runtime = Runtime.getRuntime();
    for (int i = 0; i < 5; i++) {
      System.gc();
    }
    return runtime.totalMemory() - runtime.freeMemory();
  }

  private static String id(int number) {
    return "light.room_%05d_ceiling_lamp".formatted(number);
  }

  private void states(HttpServerRequest request) {
    var response = request.response().setChunked(true);
    var _ = response.write("[");
    for (int i = 0; i < entities; i++) {
      String state =
          "%s{\"entity_id\":\"%s\",\"state\":\"on\",\"attributes\":{\"friendly_name\":\"Room\",\"effect_list\":\"%s\"},\"last_changed\":\"2026-11-27T12:00:00+00:00\",\"last_updated\":\"2026-11-27T12:00:00+00:00\",\"context\":{\"id\":\"01M8FDRQ4MHS1V24NXNDVTC48T\",\"parent_id\":null,\"user_id\":null}}"
              .formatted(i == 0 ? "" : ",", id(i), FILLER);
      sent += state.length();
      var _ = response.write(state);
    }
    var _ = response.end("]");
  }

  private void connected(ServerWebSocket socket) {
    say(socket, "{\"type\":\"auth_required\",\"ha_version\":\"2025.4.4\"}");
    socket.textMessageHandler(text -> answer(socket, new JsonObject(text)));
  }

  private void say(ServerWebSocket socket, String text) {
    sent += text.length();
    var _ = socket.writeTextMessage(text);
  }

  private void answer(ServerWebSocket socket, JsonObject command) {
    String type = command.getString("type");
    if (type.equals("auth")) {
      say(socket, "{\"type\":\"auth_ok\",\"ha_version\":\"2025.4.4\"}");
      return;
    }
    int id = command.getInteger("id");
    String result =
        switch (type) {
          case "get_config" -> "{\"state\":\"RUNNING\"}";
          case "config/entity_registry/get_entries" -> each(command, HouseBench::entry);
          case "trace/list" -> "[]";
          case "recorder/info" -> "{\"backlog\":0,\"recording\":true,\"thread_running\":true}";
          default -> "null";
        };
    say(
        socket,
        "{\"id\":%d,\"type\":\"result\",\"success\":true,\"result\":%s}".formatted(id, result));
    if (type.equals("subscribe_entities")) {
      say(
          socket,
          "{\"id\":%d,\"type\":\"event\",\"event\":{\"a\":%s}}"
              .formatted(id, each(command, HouseBench::state)));
    }
  }

  private static String each(JsonObject command, java.util.function.UnaryOperator<String> what) {
    JsonArray ids = command.getJsonArray("entity_ids");
    return IntStream.range(0, ids.size())
        .mapToObj(ids::getString)
        .map(id -> "\"" + id + "\":" + what.apply(id))
        .collect(Collectors.joining(",", "{", "}"));
  }

  private static String entry(String id) {
    return "{\"entity_id\":\"%s\",\"platform\":\"hue\",\"capabilities\":{\"effect_list\":\"%s\"},\"disabled_by\":null}"
        .formatted(id, FILLER);
  }

  private static String state(String id) {
    return "{\"s\":\"%s\",\"a\":{\"friendly_name\":\"Room\",\"effect_list\":\"%s\"},\"c\":\"01M8FDRQ4MHS1V24NXNDVTC48T\",\"lc\":1795476107.78}"
        .formatted(id.endsWith("7_ceiling_lamp") ? "unavailable" : "on", FILLER);
  }
}

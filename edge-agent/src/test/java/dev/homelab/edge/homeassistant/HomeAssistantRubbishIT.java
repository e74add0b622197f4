package dev.homelab.edge.homeassistant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.edge.container.Await;
import dev.homelab.event.Event;
import dev.homelab.event.EventTypes;
import dev.homelab.watching.WatchSetting;
import dev.homelab.watching.WatchSettings;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketFrame;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that speaks like Home Assistant, and then like nobody: told once, and lived through. */
class HomeAssistantRubbishIT {
  private static final WatchSettings QUICK =
      WatchedHouse.QUICK
          .with(WatchSetting.HA_MAX_MESSAGE, "256KiB")
          .with(WatchSetting.HA_DEAD_AFTER, "2s")
          .with(WatchSetting.HA_RECONNECT, "200ms");

  private static final Buffer LONG = Buffer.buffer(new byte[50 << 20]);

  @TempDir Path root;
  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger rubbish = new AtomicInteger();
  private @Nullable WatchedHouse house;

  /** What it does after the token, instead of answering, for the first so many connections. */
  private volatile BiConsumer<ServerWebSocket, JsonObject> manner = HomeAssistantRubbishIT::answer;

  @AfterEach
  void close() {
    if (house != null) {
      house.close();
    }
    Await.get("vertx closed", vertx.close());
  }

  private WatchedHouse watch(int badConnections, BiConsumer<ServerWebSocket, JsonObject> how)
      throws IOException {
    return watch(QUICK, badConnections, how);
  }

  private WatchedHouse watch(
      WatchSettings settings, int badConnections, BiConsumer<ServerWebSocket, JsonObject> how)
      throws IOException {
    rubbish.set(badConnections);
    manner = how;
    HttpServer server =
        Await.get(
            "server",
            vertx
                .createHttpServer(new HttpServerOptions())
                .requestHandler(
                    request -> {
                      var _ =
                          request.response().end("[{\"entity_id\":\"light.a\",\"state\":\"on\"}]");
                    })
                .webSocketHandler(this::connected)
                .listen(0, "127.0.0.1"));
    house =
        new WatchedHouse(
            vertx, root, URI.create("http://127.0.0.1:" + server.actualPort()), "token", settings);
    return house;
  }

  private void connected(ServerWebSocket socket) {
    connections.incrementAndGet();
    boolean bad = rubbish.getAndDecrement() > 0;
    say(socket, "{\"type\":\"auth_required\",\"ha_version\":\"2025.4.4\"}");
    socket.textMessageHandler(
        text -> {
          JsonObject command = new JsonObject(text);
          if (command.getString("type").equals("auth")) {
            say(socket, "{\"type\":\"auth_ok\",\"ha_version\":\"2025.4.4\"}");
          } else if (bad) {
            manner.accept(socket, command);
          } else {
            answer(socket, command);
          }
        });
  }

  private static void say(ServerWebSocket socket, String text) {
    var _ = socket.writeTextMessage(text);
  }

  private static JsonObject result(JsonObject command) {
    Object value =
        switch (command.getString("type")) {
          case "get_config" -> new JsonObject().put("state", "RUNNING");
          case "config/entity_registry/get_entries" ->
              new JsonObject().put("light.a", new JsonObject().put("platform", "hue"));
          case "trace/list" -> new JsonArray();
          case "recorder/info" -> new JsonObject().put("backlog", 0).put("recording", true);
          default -> null;
        };
    return new JsonObject()
        .put("id", command.getInteger("id"))
        .put("type", command.getString("type").equals("ping") ? "pong" : "result")
        .put("success", true)
        .put("result", value);
  }

  private static void answer(ServerWebSocket socket, JsonObject command) {
    say(socket, result(command).encode());
  }

  /** Told once, over by itself, and nothing else told. */
  private void toldOnceAndOver(String words) {
    WatchedHouse watched = java.util.Objects.requireNonNull(house);
    Event event = watched.await(EventTypes.HA_UNREADABLE);
    assertThat(event.message()).contains("chelsty").contains(words);
    Event _ = watched.known().await(EventTypes.SERVICE_RECOVERED);
    assertThat(watched.types())
        .containsExactly(EventTypes.HA_UNREADABLE, EventTypes.SERVICE_RECOVERED);
  }

  @Test
  @DisplayName("50 MB in one message is not taken: told once, and it goes on")
  void fiftyMegabytes() throws IOException {
    Buffer megabyte = Buffer.buffer(new byte[1 << 20]);
    WatchedHouse _ =
        watch(
            2,
            (socket, command) -> {
              var _ = socket.writeFrame(WebSocketFrame.textFrame("[", false));
              for (int i = 0; i < 50; i++) {
                var _ = socket.writeFrame(WebSocketFrame.continuationFrame(megabyte, i == 49));
              }
            });
    toldOnceAndOver("longer than 262144 bytes");
  }

  @Test
  @DisplayName("One frame that says it is 50 MB long is not waited for")
  void oneLongFrame() throws IOException {
    WatchedHouse _ =
        watch(
            1,
            (socket, command) -> {
              var _ = socket.writeFrame(WebSocketFrame.binaryFrame(LONG, true));
            });
    toldOnceAndOver("longer than 262144 bytes");
  }

  @Test
  @DisplayName("Half a JSON is told once, however often it comes")
  void halfJson() throws IOException {
    WatchedHouse _ =
        watch(3, (socket, command) -> say(socket, "{\"id\":1,\"type\":\"result\",\"success\":tr"));
    toldOnceAndOver("can't be read");
  }

  @Test
  @DisplayName("What is no object and no list is told")
  void noObject() throws IOException {
    WatchedHouse _ = watch(1, (socket, command) -> say(socket, "42"));
    toldOnceAndOver("neither an object nor a list");
  }

  @Test
  @DisplayName("A list with more messages than anyone sends is not gone through")
  void longList() throws IOException {
    WatchedHouse _ = watch(1, (socket, command) -> say(socket, "[" + "{},".repeat(50_000) + "{}]"));
    toldOnceAndOver("more than 4096 messages");
  }

  @Test
  @DisplayName(
      "Ids out of order, in one array, beside answers to nothing, are answers all the same")
  void outOfOrder() throws IOException {
    List<JsonObject> waiting = new java.util.ArrayList<>();
    WatchedHouse watched =
        watch(
            Integer.MAX_VALUE,
            (socket, command) -> {
              waiting.add(command);
              var _ =
                  vertx.setTimer(
                      20,
                      soon -> {
                        JsonArray all = new JsonArray();
                        all.add(new JsonObject().put("id", 999_999).put("type", "result"));
                        all.add(new JsonObject().put("type", "strange").put("x", new JsonArray()));
                        for (JsonObject one : waiting.reversed()) {
                          all.add(result(one));
                        }
                        waiting.clear();
                        say(socket, all.encode());
                      });
            });
    assertThat(watched.known().events()).isEmpty();
  }

  @Test
  @DisplayName("One that takes the token and answers nothing is silent, and dead after its time")
  void silent() throws IOException {
    WatchSettings soon = QUICK.with(WatchSetting.HA_ANSWER_WITHIN, "500ms");
    WatchedHouse watched = watch(soon, 6, (socket, command) -> {});
    Event event = watched.await(EventTypes.HA_WEBSOCKET_DEAD);
    assertThat(event.details()).containsEntry("reason", "silent");
    Event _ = watched.known().await(EventTypes.HA_WEBSOCKET_RECOVERED);
    assertThat(watched.types())
        .containsExactly(EventTypes.HA_WEBSOCKET_DEAD, EventTypes.HA_WEBSOCKET_RECOVERED);
  }

  @Test
  @DisplayName("What was told ends also where the file that knew of it was lost with the agent")
  void memoryLost() throws IOException {
    WatchSettings soon = QUICK.with(WatchSetting.HA_ANSWER_WITHIN, "500ms");
    WatchedHouse before = watch(soon, Integer.MAX_VALUE, (socket, command) -> {});
    Event dead = before.await(EventTypes.HA_WEBSOCKET_DEAD);
    before.close();
    Files.delete(root.resolve("state/ha-chelsty.json"));
    WatchedHouse after = watch(soon, 0, HomeAssistantRubbishIT::answer);
    assertThat(after.await(EventTypes.HA_WEBSOCKET_RECOVERED).detail("since"))
        .isEqualTo(dead.detail("since"));
    assertThat(after.types()).containsExactly(EventTypes.HA_WEBSOCKET_RECOVERED);
  }

  @Test
  @DisplayName("A user who is no administrator is told as such, and not asked for again")
  void noAdministrator() throws IOException {
    WatchedHouse watched =
        watch(
            Integer.MAX_VALUE,
            (socket, command) ->
                say(
                    socket,
                    result(command)
                        .put("success", false)
                        .put(
                            "error",
                            new JsonObject()
                                .put("code", "unauthorized")
                                .put("message", "Unauthorized"))
                        .encode()));
    Event event = watched.await(EventTypes.HA_TOKEN_REFUSED);
    assertThat(event.message()).contains("no administrator");
    assertThat(connections).hasValue(1);
  }
}

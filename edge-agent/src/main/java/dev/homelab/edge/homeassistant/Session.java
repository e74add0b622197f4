package dev.homelab.edge.homeassistant;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.homelab.supervision.Beat;
import io.netty.handler.codec.DecoderException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientWebSocket;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketFrame;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One conversation with Home Assistant's WebSocket API, from the first word to the last: the token,
 * commands with growing ids, their answers in whichever order, events of subscriptions, and a
 * {@code ping} after a time of quiet. It trusts the other side with nothing: a message has a
 * longest length, an answer a time, and what nobody can read ends it.
 */
final class Session {
  private static final System.Logger LOG = System.getLogger(Session.class.getName());
  private static final short NORMAL = 1000;
  private static final long UNSENT_MILLIS = 500;
  private static final int MOST_PENDING = 256;

  private final Vertx vertx;
  private final LinkSettings settings;
  private final String token;
  private final ClientWebSocket socket;
  private final Promise<Void> opened = Promise.promise();
  private final Promise<HangUp> ended = Promise.promise();
  private final Map<Long, Pending<?>> pending = new HashMap<>();
  private final Map<Long, Tokens.Reader<Boolean>> subscriptions = new HashMap<>();
  private @Nullable WebSocket open;
  private Buffer message = Buffer.buffer();
  private long lastId;
  private long heard = System.nanoTime();
  private boolean pinged;
  private boolean farewell;
  private boolean strayTold;
  private long timer = -1;

  private record Pending<T>(
      String type, Tokens.Reader<T> reader, Promise<T> promise, long deadline) {

    void read(JsonParser parser) throws IOException {
      promise.tryComplete(reader.read(parser));
    }
  }

  /** A command that Home Assistant refuses, as where a part of it is not there. */
  static final class Refused extends RuntimeException {
    private final String code;

    Refused(String type, String error) {
      super("%s is refused: %s".formatted(type, error), null, false, false);
      this.code = error.substring(0, Math.max(0, error.indexOf(':')));
    }

    /** As {@code unknown_command} or {@code unauthorized}. */
    String code() {
      return code;
    }
  }

  private Session(Vertx vertx, WebSocketClient client, LinkSettings settings, String token) {
    this.vertx = vertx;
    this.settings = settings;
    this.token = token;
    this.socket = client.webSocket();
  }

  /** Succeeds once the token is taken; fails with a {@link HangUp} that says why it is not. */
  static Future<Session> open(
      Vertx vertx, WebSocketClient client, Address address, LinkSettings settings, String token) {
    Session session = new Session(vertx, client, settings, token);
    session.connect(address);
    return session.opened.future().map(session);
  }

  private void connect(Address address) {
    socket.frameHandler(this::frame);
    socket.exceptionHandler(this::broken);
    socket.closeHandler(gone -> end(new HangUp(HangUp.Reason.CLOSED, "the connection closed")));
    socket
        .connect(address.socket(settings.answerWithin()))
        .onSuccess(this::connected)
        .onFailure(
            failure ->
                end(
                    new HangUp(
                        HangUp.Reason.CLOSED, "it can't be reached: " + failure.getMessage())));
    long every = Math.clamp(settings.pingAfter().toMillis() / 4, 20, 1_000);
    timer = Beat.every(vertx, Duration.ofMillis(every), tick -> tick());
  }

  /**
   * Whether the other side said that it closes, as Home Assistant does when it stops in order; of
   * one that is killed the connection just ends.
   */
  boolean farewell() {
    Short code = open == null ? null : open.closeStatusCode();
    return farewell || (code != null && code == NORMAL);
  }

  private void connected(WebSocket now) {
    open = now;
    heard = System.nanoTime();
    if (ended.future().isComplete()) {
      hangUp(now);
    }
  }

  private static void hangUp(WebSocket socket) {
    socket.close().onFailure(gone -> LOG.log(System.Logger.Level.DEBUG, "gone: {0}", gone));
  }

  /** Succeeds, and never fails, with the reason when the conversation is over. */
  Future<HangUp> ended() {
    return ended.future();
  }

  /** How long ago something was heard. */
  Duration quiet() {
    return Duration.ofNanos(System.nanoTime() - heard);
  }

  void close() {
    end(new HangUp(HangUp.Reason.CLOSED, "we hung up"));
  }

  /**
   * Asks and reads the answer's {@code result}. Succeeds with what the reader makes of it; fails
   * with {@link Refused}, or with the {@link HangUp} that ends the conversation.
   */
  <T> Future<T> ask(String type, JsonObject members, Tokens.Reader<T> reader) {
    if (ended.future().isComplete()) {
      return Future.failedFuture(ended.future().result());
    }
    if (pending.size() >= MOST_PENDING) {
      return Future.failedFuture(new IllegalStateException("too much is asked already"));
    }
    long id = ++lastId;
    Promise<T> promise = Promise.promise();
    long deadline = System.nanoTime() + settings.answerWithin().toNanos();
    pending.put(id, new Pending<>(type, reader, promise, deadline));
    send(new JsonObject().put("id", id).put("type", type).mergeIn(members));
    return promise.future();
  }

  /** Succeeds when the subscription stands; its events are read from before that on. */
  Future<Void> subscribe(String type, JsonObject members, Tokens.Hearer events) {
    return subscribeUntil(
        type,
        members,
        parser -> {
          events.read(parser);
          return false;
        });
  }

  /** The same, until an event of which the reader says that it is the last. */
  Future<Void> subscribeUntil(String type, JsonObject members, Tokens.Reader<Boolean> events) {
    long id = lastId + 1;
    subscriptions.put(id, events);
    return ask(type, members, parser -> id).onFailure(no -> subscriptions.remove(id)).mapEmpty();
  }

  int subscriptions() {
    return subscriptions.size();
  }

  private void send(JsonObject command) {
    WebSocket to = open;
    if (to == null) {
      end(new HangUp(HangUp.Reason.CLOSED, "the connection closed"));
    } else {
      to.writeTextMessage(command.encode()).onFailure(this::unsent);
    }
  }

  /** What was closed meanwhile tells so itself, and with which farewell. */
  private void unsent(Throwable failure) {
    long _ = vertx.setTimer(UNSENT_MILLIS, late -> broken(failure));
  }

  private void frame(WebSocketFrame frame) {
    if (frame.isClose()) {
      farewell = frame.closeStatusCode() == NORMAL;
      end(new HangUp(HangUp.Reason.CLOSED, "it said good-bye and closed"));
      return;
    }
    if (ended.future().isComplete()
        || !(frame.isText() || frame.isBinary() || frame.isContinuation())) {
      return;
    }
    heard = System.nanoTime();
    pinged = false;
    Buffer part = frame.binaryData();
    if (message.length() + part.length() > settings.maxMessageBytes()) {
      tooLong();
      return;
    }
    if (!frame.isFinal()) {
      message.appendBuffer(part);
      return;
    }
    Buffer whole = message.length() == 0 ? part : message.appendBuffer(part);
    message = Buffer.buffer();
    try {
      read(whole);
    } catch (JsonProcessingException unreadable) {
      unreadable("a message is no JSON: " + unreadable.getOriginalMessage());
    } catch (IOException | RuntimeException unreadable) {
      unreadable("a message can't be read: " + unreadable.getMessage());
    }
  }

  private void tooLong() {
    unreadable("a message is longer than %d bytes".formatted(settings.maxMessageBytes()));
  }

  private void unreadable(String text) {
    end(new HangUp(HangUp.Reason.UNREADABLE, text));
  }

  private void broken(Throwable failure) {
    if (failure instanceof DecoderException) {
      String said = String.valueOf(failure.getMessage());
      if (said.contains("frame length")) {
        tooLong();
      } else {
        unreadable("no WebSocket is spoken: " + said);
      }
    } else {
      end(new HangUp(HangUp.Reason.CLOSED, "the connection broke: " + failure.getMessage()));
    }
  }

  private void read(Buffer whole) throws IOException {
    List<Envelope> envelopes = Envelope.scan(whole);
    int[] next = {0};
    Envelope.each(
        whole,
        parser -> {
          Envelope envelope = envelopes.get(next[0]++);
          if (!ended.future().isComplete()) {
            take(envelope, parser);
          }
          Tokens.members(parser, left -> {});
        });
  }

  private void take(Envelope envelope, JsonParser parser) throws IOException {
    switch (envelope.type()) {
      case "auth_required" -> send(new JsonObject().put("type", "auth").put("access_token", token));
      case "auth_ok" -> authenticated();
      case "auth_invalid" ->
          end(new HangUp(HangUp.Reason.REFUSED, "the token is refused: " + envelope.text()));
      case "event" -> event(envelope, parser);
      case "result", "pong" -> answer(envelope, parser);
      default -> stray(envelope);
    }
  }

  private void authenticated() {
    if (opened.tryComplete()) {
      ask(
              "supported_features",
              new JsonObject().put("features", new JsonObject().put("coalesce_messages", 1)),
              parser -> true)
          .onFailure(old -> LOG.log(System.Logger.Level.DEBUG, "messages come one by one"));
    }
  }

  private void event(Envelope envelope, JsonParser parser) throws IOException {
    Tokens.Reader<Boolean> reader = subscriptions.get(envelope.id());
    if (reader == null) {
      stray(envelope);
      return;
    }
    member(
        parser,
        "event",
        at -> {
          if (reader.read(at)) {
            unsubscribe(envelope.id());
          }
        });
  }

  private void unsubscribe(long id) {
    subscriptions.remove(id);
    ask("unsubscribe_events", new JsonObject().put("subscription", id), parser -> true)
        .onFailure(gone -> LOG.log(System.Logger.Level.DEBUG, "not unsubscribed: {0}", gone));
  }

  private void answer(Envelope envelope, JsonParser parser) throws IOException {
    Pending<?> asked = pending.remove(envelope.id());
    if (asked == null) {
      stray(envelope);
    } else if (envelope.type().equals("pong")) {
      asked.promise().tryComplete();
    } else if (!envelope.success()) {
      asked.promise().tryFail(new Refused(asked.type(), envelope.error()));
    } else {
      member(parser, "result", asked::read);
      asked.promise().tryFail(new Refused(asked.type(), "no_result: it holds no result"));
    }
  }

  private static void member(JsonParser parser, String wanted, Tokens.Hearer handler)
      throws IOException {
    Tokens.members(
        parser,
        name -> {
          if (name.equals(wanted)) {
            handler.read(parser);
          }
        });
  }

  /** An answer to nothing that was asked harms nobody. */
  private void stray(Envelope envelope) {
    if (!strayTold) {
      strayTold = true;
      LOG.log(
          System.Logger.Level.WARNING,
          "Home Assistant answers what was not asked: type {0}, id {1,number,#}; passed over",
          envelope.type(),
          envelope.id());
    }
  }

  private void tick() {
    long quiet = System.nanoTime() - heard;
    if (!opened.future().isComplete() && quiet > settings.answerWithin().toNanos()) {
      silent("it takes the connection and says nothing");
    } else if (quiet > settings.deadAfter().toNanos()) {
      silent("no answer to a ping");
    } else if (opened.future().isComplete() && quiet > settings.pingAfter().toNanos() && !pinged) {
      pinged = true;
      ask("ping", new JsonObject(), parser -> true)
          .onFailure(lost -> LOG.log(System.Logger.Level.DEBUG, "no pong: {0}", lost));
    }
    expire();
  }

  /** A ping has all the time until the silence counts. */
  private void expire() {
    long now = System.nanoTime();
    List<Pending<?>> late =
        pending.values().stream()
            .filter(asked -> !asked.type().equals("ping") && asked.deadline() - now < 0)
            .toList();
    pending.values().removeAll(late);
    late.forEach(
        asked -> asked.promise().tryFail(new Refused(asked.type(), "no_answer: within its time")));
  }

  private void silent(String text) {
    end(new HangUp(HangUp.Reason.SILENT, text));
  }

  private void end(HangUp why) {
    if (!ended.tryComplete(why)) {
      return;
    }
    vertx.cancelTimer(timer);
    message = Buffer.buffer();
    subscriptions.clear();
    opened.tryFail(why);
    List<Pending<?>> unanswered = List.copyOf(pending.values());
    pending.clear();
    unanswered.forEach(asked -> asked.promise().tryFail(why));
    if (open != null) {
      hangUp(open);
    }
  }
}

package dev.homelab.edge.homeassistant;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.async.ByteArrayFeeder;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The ids of all entities, registered or not, from {@code GET /api/states}: of a house of 5,000
 * entities several MB, which go through piece by piece and are never held, unlike an answer of the
 * WebSocket, which is one frame.
 */
final class StateList {
  private static final long MOST_BYTES = 64L << 20;
  private static final int LONGEST_ID = 255;

  private final JsonParser parser;
  private final ByteArrayFeeder feeder;
  private final List<String> ids = new ArrayList<>();
  private int depth;
  private boolean idNext;
  private long bytes;

  private StateList() throws IOException {
    this.parser = Tokens.factory().createNonBlockingByteArrayParser();
    this.feeder = (ByteArrayFeeder) parser.getNonBlockingInputFeeder();
  }

  /** Succeeds with the ids; fails with a {@link HangUp}. */
  static Future<List<String>> ask(
      HttpClient http, Address address, String token, Duration timeout) {
    return http.request(address.get("/api/states", token, timeout))
        .compose(
            request ->
                request
                    .send()
                    .compose(response -> read(request, response))
                    .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                    .onFailure(failure -> request.reset()))
        .recover(failure -> Future.failedFuture(hangUp(failure)));
  }

  private static HangUp hangUp(Throwable failure) {
    return failure instanceof HangUp known
        ? known
        : new HangUp(HangUp.Reason.SILENT, "no list of states: " + failure.getMessage());
  }

  private static Future<List<String>> read(HttpClientRequest request, HttpClientResponse response) {
    if (response.statusCode() != 200) {
      response.exceptionHandler(cut -> {});
      HangUp.Reason reason =
          response.statusCode() == 401 ? HangUp.Reason.REFUSED : HangUp.Reason.UNREADABLE;
      return Future.failedFuture(
          new HangUp(reason, "GET /api/states answers %d".formatted(response.statusCode())));
    }
    try {
      StateList list = new StateList();
      Unreadable unreadable = new Unreadable();
      response.handler(
          chunk -> {
            if (unreadable.why == null) {
              unreadable.why = list.taken(chunk);
              if (unreadable.why != null) {
                request.reset();
              }
            }
          });
      return response
          .end()
          .transform(
              ended -> {
                HangUp why = unreadable.why;
                if (why != null) {
                  return Future.failedFuture(why);
                }
                return ended.succeeded() ? list.finished() : Future.failedFuture(ended.cause());
              });
    } catch (IOException impossible) {
      return Future.failedFuture(impossible);
    }
  }

  private static final class Unreadable {
    private @Nullable HangUp why;
  }

  private @Nullable HangUp taken(Buffer chunk) {
    try {
      bytes += chunk.length();
      if (bytes > MOST_BYTES) {
        return unreadable("it is longer than %d bytes".formatted(MOST_BYTES));
      }
      byte[] part = chunk.getBytes();
      feeder.feedInput(part, 0, part.length);
      drain();
      return null;
    } catch (IOException | RuntimeException torn) {
      return unreadable(String.valueOf(torn.getMessage()));
    }
  }

  private static HangUp unreadable(String why) {
    return new HangUp(HangUp.Reason.UNREADABLE, "the list of states can't be read: " + why);
  }

  private void drain() throws IOException {
    JsonToken token = parser.nextToken();
    while (token != null && token != JsonToken.NOT_AVAILABLE) {
      if (token.isStructStart()) {
        depth++;
      } else if (token.isStructEnd()) {
        depth--;
      } else if (token == JsonToken.FIELD_NAME) {
        idNext = depth == 2 && parser.currentName().equals("entity_id");
      } else {
        if (idNext && token == JsonToken.VALUE_STRING) {
          add(parser.getText());
        }
        idNext = false;
      }
      token = parser.nextToken();
    }
  }

  private void add(String id) {
    if (id.length() <= LONGEST_ID && ids.size() < House.MOST_ENTITIES) {
      ids.add(id);
    }
  }

  private Future<List<String>> finished() {
    feeder.endOfInput();
    return depth == 0 && bytes > 0
        ? Future.succeededFuture(ids)
        : Future.failedFuture(unreadable("it ends in the middle"));
  }
}

package dev.homelab.edge.homeassistant;

import dev.homelab.clock.MomentClock;
import dev.homelab.supervision.Backoff;
import dev.homelab.supervision.Worker;
import dev.homelab.watching.HomeAssistantInstance;
import dev.homelab.watching.WatchSetting;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one conversation with one Home Assistant going: connects again after a pause that grows and
 * is never the same, and after a refused token only once its file changes or an hour has gone,
 * since Home Assistant bans who hammers.
 */
final class HouseLink {
  private static final System.Logger LOG = System.getLogger(HouseLink.class.getName());
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final int UNREADABLE_FACTOR = 20;
  private static final Duration TOKEN_LOOKED_AT = Duration.ofSeconds(5);
  private static final int LONGEST_TOKEN = 8_192;

  private final Vertx vertx;
  private final HomeAssistantInstance instance;
  private final Address address;
  private final LinkSettings settings;
  private final Path tokenFile;
  private final House house;
  private final MomentClock clock;
  private final Promise<Void> settled = Promise.promise();
  private LinkSight sight;
  private Runnable news = () -> {};
  private Backoff backoff;
  private @Nullable WebSocketClient sockets;
  private @Nullable HttpClient http;
  private @Nullable Session session;
  private @Nullable Worker worker;
  private @Nullable Questions questions;
  private boolean known;
  private boolean running;
  private long timer = -1;
  private int run;
  private String refusedToken = "";

  /**
   * @param tokenFile with the long-lived token in it
   */
  HouseLink(
      Vertx vertx, HomeAssistantInstance instance, Path tokenFile, House house, MomentClock clock) {
    this.vertx = vertx;
    this.instance = instance;
    this.address = Address.of(instance.url().toString());
    this.settings = LinkSettings.of(instance.settings());
    this.tokenFile = tokenFile;
    this.house = house;
    this.clock = clock;
    this.sight = LinkSight.began(clock.now());
    this.backoff = backoff(settings.reconnectAtMost());
  }

  private Backoff backoff(Duration most) {
    Duration first = FIRST_PAUSE.compareTo(most) < 0 ? FIRST_PAUSE : most;
    return Backoff.of(first, most);
  }

  /** Told whenever the connection changed. */
  void onNews(Runnable handler) {
    news = handler;
  }

  LinkSight sight() {
    return sight;
  }

  /** Whether the house runs, and has answered everything once in this conversation. */
  boolean known() {
    return known;
  }

  /** Succeeds once it is known how the house stands, be it that it can't be asked. */
  Future<Void> settled() {
    return settled.future();
  }

  /**
   * Has the house answer now what it is asked now and then, where it runs. Fails where it does not
   * answer.
   */
  Future<Void> askAgain() {
    Questions asked = questions;
    return known && asked != null ? asked.again() : Future.succeededFuture();
  }

  /** Begins, unless it has. */
  void start() {
    if (running) {
      return;
    }
    running = true;
    run++;
    sight = LinkSight.began(clock.now());
    worker = new Worker(vertx, "homeassistant");
    sockets =
        vertx.createWebSocketClient(
            new WebSocketClientOptions()
                .setMaxFrameSize(settings.maxMessageBytes())
                .setMaxMessageSize(settings.maxMessageBytes())
                .setConnectTimeout(Math.toIntExact(settings.answerWithin().toMillis())));
    http =
        vertx.createHttpClient(
            new HttpClientOptions().setDecompressionSupported(true).setKeepAlive(false),
            new PoolOptions().setHttp1MaxSize(1));
    connect();
  }

  Future<Void> stop() {
    if (!running) {
      return Future.succeededFuture();
    }
    running = false;
    run++;
    vertx.cancelTimer(timer);
    hangUp();
    return sockets == null || http == null || worker == null
        ? Future.succeededFuture()
        : Future.join(sockets.close(), http.close(), worker.close()).mapEmpty();
  }

  private void hangUp() {
    known = false;
    if (questions != null) {
      questions.end();
      questions = null;
    }
    if (session != null) {
      Session open = session;
      session = null;
      open.close();
    }
  }

  private void connect() {
    int mine = run;
    token()
        .onSuccess(token -> connect(token, mine))
        .onFailure(
            unread -> {
              refusedToken = "";
              ended(
                  new HangUp(
                      HangUp.Reason.REFUSED,
                      "there is no token in config/edge-agent/%s: %s"
                          .formatted(instance.token(), unread.getMessage())),
                  mine);
            });
  }

  private Future<String> token() {
    return worker == null ? Future.failedFuture("stopped") : worker.run(() -> token(tokenFile));
  }

  private static String token(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IOException("no such file");
    }
    if (Files.size(file) > LONGEST_TOKEN) {
      throw new IOException("it is too long for one");
    }
    String token = Files.readString(file, StandardCharsets.UTF_8).strip();
    if (token.isEmpty()) {
      throw new IOException("it is empty");
    }
    return token;
  }

  private void connect(String token, int mine) {
    WebSocketClient client = sockets;
    if (mine != run || client == null) {
      return;
    }
    Session.open(vertx, client, address, settings, token)
        .onSuccess(open -> converse(open, token, mine))
        .onFailure(
            failure -> {
              refusedToken = token;
              ended(
                  failure instanceof HangUp why
                      ? why
                      : new HangUp(HangUp.Reason.CLOSED, String.valueOf(failure.getMessage())),
                  mine);
            });
  }

  private void converse(Session open, String token, int mine) {
    HttpClient client = http;
    if (mine != run || client == null) {
      open.close();
      return;
    }
    refusedToken = token;
    session = open;
    Questions asked =
        new Questions(
            vertx,
            open,
            house,
            instance.settings(),
            clock,
            () -> StateList.ask(client, address, token, settings.answerWithin()));
    questions = asked;
    open.ended()
        .onSuccess(
            why -> {
              if (session == open) {
                ended(why, mine);
              }
            });
    asked
        .begin(() -> see(sight.starting(clock.now())))
        .onSuccess(
            told -> {
              if (session == open) {
                opened(mine);
              }
            })
        .onFailure(
            failure -> {
              if (session == open && failure instanceof HangUp why) {
                ended(why, mine);
              }
            });
  }

  private void opened(int mine) {
    known = true;
    see(sight.open(clock.now()));
    Duration well = instance.settings().duration(WatchSetting.HA_WELL_AFTER);
    vertx.cancelTimer(timer);
    timer =
        vertx.setTimer(
            Math.max(1, well.toMillis()),
            steady -> {
              if (mine == run) {
                backoff = backoff(settings.reconnectAtMost());
              }
            });
  }

  private void see(LinkSight now) {
    boolean changed = now.phase() != sight.phase();
    sight = now;
    settled.tryComplete();
    if (changed) {
      LOG.log(
          System.Logger.Level.INFO,
          "Home Assistant of {0}: {1} {2}",
          instance.location(),
          now.phase(),
          now.text());
      news.run();
    }
  }

  private void ended(HangUp why, int mine) {
    if (mine != run) {
      return;
    }
    boolean stopping =
        (questions != null && questions.stopping()) || (session != null && session.farewell());
    Duration quiet = session == null ? Duration.ZERO : session.quiet();
    hangUp();
    see(sight.ended(why, stopping, clock.now().before(quiet), clock.now()));
    vertx.cancelTimer(timer);
    if (why.reason() == HangUp.Reason.REFUSED) {
      awaitToken(mine);
      return;
    }
    backoff = new Backoff(backoff.base(), longestPause(why), backoff.failures()).failed();
    timer =
        vertx.setTimer(
            backoff.delay(ThreadLocalRandom.current()).toMillis(),
            again -> {
              if (mine == run) {
                connect();
              }
            });
  }

  /** Nobody asks for what nobody can read, and may be large, as often as for a word. */
  private Duration longestPause(HangUp why) {
    Duration most = settings.reconnectAtMost();
    return why.reason() == HangUp.Reason.UNREADABLE ? most.multipliedBy(UNREADABLE_FACTOR) : most;
  }

  /** Asks again when the file holds another token, or after a long while. */
  private void awaitToken(int mine) {
    long until = System.nanoTime() + settings.tokenRetry().toNanos();
    long every = Math.min(TOKEN_LOOKED_AT.toMillis(), settings.tokenRetry().toMillis());
    timer = vertx.setTimer(Math.max(1, every), look -> lookAtToken(mine, until, every));
  }

  private void lookAtToken(int mine, long until, long every) {
    if (mine != run) {
      return;
    }
    token()
        .otherwise("")
        .onSuccess(
            token -> {
              if (mine != run) {
                return;
              }
              boolean another = !token.isEmpty() && !token.equals(refusedToken);
              if (another || System.nanoTime() - until >= 0) {
                connect();
              } else {
                timer =
                    vertx.setTimer(Math.max(1, every), again -> lookAtToken(mine, until, every));
              }
            });
  }
}

package dev.homelab.sync.ingest;

import dev.homelab.event.NodeId;
import dev.homelab.sync.BatchCodec;
import dev.homelab.sync.Delivery;
import dev.homelab.sync.EnrolmentRequest;
import dev.homelab.sync.MalformedMessage;
import dev.homelab.sync.Poll;
import dev.homelab.sync.SessionOpening;
import dev.homelab.sync.SignedPoll;
import dev.homelab.sync.Statement;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;

/**
 * The routes of sync.
 *
 * <pre>
 * GET  /sync/v1/hello    anyone        who we are, signed over the challenge
 * POST /sync/v1/enrol    a token       a new node's key (RULES Y11)
 * POST /sync/v1/session  a node's key  an ephemeral key, for batches (decision 0009)
 * POST /sync/v1/compare  a node's key  a complete statement; answered with what is wanted (Y2)
 * POST /sync/v1/batch    a session     bytes; answered with what is held, after its fsync (Y3)
 * POST /sync/v1/poll     a node's key  held until there is something to say (Y7)
 * </pre>
 */
final class SyncRoutes {
  private final Context context;
  private final Executor pool;
  private final Entrance entrance;
  private final Admission admission;
  private final Desks desks;
  private final Duration answerTime;

  /** Who answers. */
  record Desks(
      Greeter greeter,
      Enrolments enrolments,
      SessionDesk sessions,
      LogDesk logs,
      PollDesk polls,
      Signer signer) {}

  /**
   * The routes of one server.
   *
   * @param answerTime in which an answer must have been taken
   */
  SyncRoutes(
      Context context,
      Executor pool,
      Entrance entrance,
      Admission admission,
      Desks desks,
      Duration answerTime) {
    this.context = context;
    this.pool = pool;
    this.entrance = entrance;
    this.admission = admission;
    this.desks = desks;
    this.answerTime = answerTime;
  }

  void mount(Router router) {
    router.get("/sync/v1/hello").handler(this::door).handler(this::hello);
    router.post("/sync/v1/enrol").handler(this::door).handler(this::enrol);
    router.post("/sync/v1/session").handler(this::session);
    router.post("/sync/v1/compare").handler(this::compare);
    router.post("/sync/v1/batch").handler(this::batch);
    router.post("/sync/v1/poll").handler(this::poll);
  }

  /** Anybody may come, but not too often. */
  private void door(RoutingContext ctx) {
    String key = String.valueOf(ctx.request().getParam("key"));
    Optional<Reply> closed = entrance.greets(key, ctx.request());
    if (closed.isPresent()) {
      send(ctx.request(), closed.get());
      return;
    }
    ctx.next();
  }

  private void hello(RoutingContext ctx) {
    String challenge = String.valueOf(ctx.request().getParam("challenge"));
    if (!challenge.matches("[0-9a-f]{16,64}")) {
      send(ctx.request(), Reply.refusal(400, "challenge must be 16 to 64 hexadecimal digits"));
      return;
    }
    String key = String.valueOf(ctx.request().getParam("key"));
    answer(ctx, work(() -> desks.greeter().greet(challenge, key)));
  }

  private void enrol(RoutingContext ctx) {
    HttpServerRequest request = ctx.request();
    try {
      int length = BodyReader.length(request, EnrolmentRequest.MAX_BODY_BYTES);
      answer(
          ctx,
          BodyReader.read(context.owner(), request, length, answerTime)
              .compose(body -> work(() -> desks.enrolments().enrol(body))));
    } catch (Denied denied) {
      send(request, denied.reply());
    }
  }

  private void session(RoutingContext ctx) {
    answer(
        ctx,
        admission.admitSigned(
            ctx.request(), SessionOpening.MAX_BODY_BYTES, desks.sessions()::open));
  }

  private void compare(RoutingContext ctx) {
    answer(
        ctx, admission.admitSigned(ctx.request(), Statement.MAX_BODY_BYTES, desks.logs()::compare));
  }

  private void batch(RoutingContext ctx) {
    answer(ctx, admission.admit(ctx.request(), BatchCodec.MAX_BODY_BYTES, desks.logs()::batch));
  }

  private void poll(RoutingContext ctx) {
    HttpServerRequest request = ctx.request();
    admission
        .admitSigned(request, Poll.MAX_BODY_BYTES, desks.logs()::poll)
        .onFailure(failure -> send(request, reply(failure)))
        .onSuccess(poll -> context.runOnContext(_ -> hold(poll, request)));
  }

  private void hold(SignedPoll signed, HttpServerRequest request) {
    if (request.response().closed()) {
      return;
    }
    Poll poll = signed.poll();
    NodeId node = poll.statement().node();
    desks.logs().polled(signed);
    BooleanSupplier end =
        desks
            .polls()
            .hold(
                node,
                poll,
                delivery -> deliver(node, poll, delivery, request),
                () -> send(request, Reply.refusal(503, "this poll is not answered")));
    HttpServerResponse _ =
        request
            .response()
            .closeHandler(
                _ -> {
                  if (end.getAsBoolean()) {
                    desks.logs().hungUp(node);
                  }
                });
  }

  private void deliver(NodeId node, Poll poll, Delivery delivery, HttpServerRequest request) {
    work(() -> Reply.signed(desks.signer().answer(node, poll.nonce(), delivery)))
        .onComplete(
            signed -> send(request, signed.succeeded() ? signed.result() : reply(signed.cause())));
  }

  private Future<Reply> work(Callable<Reply> task) {
    Promise<Reply> promise = Promise.promise();
    pool.execute(
        () -> {
          try {
            promise.complete(task.call());
          } catch (Exception failed) {
            promise.fail(failed);
          }
        });
    return promise.future();
  }

  private void answer(RoutingContext ctx, Future<Reply> outcome) {
    outcome.onComplete(
        done -> send(ctx.request(), done.succeeded() ? done.result() : reply(done.cause())));
  }

  private static Reply reply(Throwable failure) {
    return switch (failure) {
      case Denied denied -> denied.reply();
      case HttpClosedException _ -> Reply.refusal(400, "the request was broken off");
      case RejectedExecutionException _ -> Reply.refusal(503, "the upstream ends");
      case MalformedMessage malformed -> Reply.refusal(400, String.valueOf(malformed.getMessage()));
      default -> {
        System.getLogger(SyncRoutes.class.getName())
            .log(System.Logger.Level.WARNING, "a request of sync failed", failure);
        yield Reply.refusal(503, "not now");
      }
    };
  }

  private void send(HttpServerRequest request, Reply reply) {
    context.runOnContext(_ -> new Sending(context.owner(), request, answerTime).send(reply));
  }
}

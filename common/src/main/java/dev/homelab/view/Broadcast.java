package dev.homelab.view;

import dev.homelab.event.NodeId;
import dev.homelab.supervision.Beat;
import dev.homelab.supervision.Part;
import dev.homelab.web.LiveStream;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends to the live stream what of the picture has changed since it was last looked at, while
 * somebody listens. On the stream's event loop.
 */
public final class Broadcast implements Part {
  private static final Logger LOG = System.getLogger(Broadcast.class.getName());
  private static final long SOON_MILLIS = 30;

  private final Vertx vertx;
  private final LiveStream stream;
  private final Supplier<Future<Picture>> picture;
  private final Duration every;
  private final Duration rest;
  private final Map<String, Object> views = new HashMap<>();
  private final Set<String> seen = new HashSet<>();
  private @Nullable Context context;
  private long timer = -1;
  private boolean soon;
  private boolean looking;
  private long lookedNanos = System.nanoTime();

  /**
   * @param every how often it looks of its own accord, for what changes by time alone
   * @param rest between one look and the next, however much changes
   */
  public Broadcast(
      Vertx vertx,
      LiveStream stream,
      Supplier<Future<Picture>> picture,
      Duration every,
      Duration rest) {
    this.vertx = vertx;
    this.stream = stream;
    this.picture = picture;
    this.every = every;
    this.rest = rest;
  }

  @Override
  public String name() {
    return "broadcast";
  }

  @Override
  public Future<Void> start() {
    context = vertx.getOrCreateContext();
    soon = false;
    looking = false;
    timer = Beat.every(vertx, every, id -> look());
    return Future.succeededFuture();
  }

  @Override
  public Future<Void> stop() {
    context = null;
    vertx.cancelTimer(timer);
    return Future.succeededFuture();
  }

  /** The picture has changed. */
  public void nudge() {
    Context on = context;
    if (on != null && !soon) {
      soon = true;
      on.runOnContext(here -> vertx.setTimer(soonMillis(), due -> look()));
    }
  }

  private long soonMillis() {
    Duration since = Duration.ofNanos(System.nanoTime() - lookedNanos);
    return Math.max(SOON_MILLIS, rest.minus(since).toMillis());
  }

  /** What changes while nobody listens is sent to the first one who does. */
  private void look() {
    if (looking) {
      return;
    }
    soon = false;
    if (context == null || !stream.isHeard()) {
      return;
    }
    looking = true;
    picture
        .get()
        .onSuccess(this::send)
        .onFailure(failed -> LOG.log(Level.WARNING, "the live stream", failed))
        .onComplete(done -> lookedOnce());
  }

  private void lookedOnce() {
    looking = false;
    lookedNanos = System.nanoTime();
    if (soon) {
      soon = false;
      nudge();
    }
  }

  private void send(Picture now) {
    seen.clear();
    now.world()
        .allIncidents()
        .forEach(it -> changed("incident", it.id(), IncidentViews.incident(it, now)));
    for (NodeId node : now.nodes()) {
      changed("node", node.name(), Views.node(node, now));
    }
    for (Map<String, Object> silence : Views.silences(now)) {
      changed("silence", String.valueOf(silence.get("silence_id")), silence);
    }
    views.keySet().retainAll(seen);
  }

  /** When a node was last seen alone is no news. */
  private void changed(String name, String id, Map<String, Object> view) {
    Map<String, Object> compared = new LinkedHashMap<>(view);
    compared.remove("last_seen");
    compared.remove("clock_skew_seconds");
    compared.remove("log_bytes");
    compared.remove("behind_bytes");
    seen.add(name + "/" + id);
    if (!Objects.equals(views.put(name + "/" + id, compared), compared)) {
      stream.send(name, view);
    }
  }
}

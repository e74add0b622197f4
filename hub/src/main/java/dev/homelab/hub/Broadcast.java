package dev.homelab.hub;

import dev.homelab.event.NodeId;
import dev.homelab.supervision.Part;
import dev.homelab.view.IncidentViews;
import dev.homelab.view.Picture;
import dev.homelab.view.Views;
import dev.homelab.web.LiveStream;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Sends to the live stream what of the picture has changed. On the hub's event loop. */
final class Broadcast implements Part {
  private static final long SOON_MILLIS = 30;

  private final Vertx vertx;
  private final LiveStream stream;
  private final Supplier<Picture> picture;
  private final Map<String, Object> views = new HashMap<>();
  private final Set<String> seen = new HashSet<>();
  private @Nullable Context context;
  private long timer = -1;
  private boolean soon;

  Broadcast(Vertx vertx, LiveStream stream, Supplier<Picture> picture) {
    this.vertx = vertx;
    this.stream = stream;
    this.picture = picture;
  }

  @Override
  public String name() {
    return "broadcast";
  }

  @Override
  public Future<Void> start() {
    context = vertx.getOrCreateContext();
    soon = false;
    timer = vertx.setPeriodic(1_000, id -> send());
    return Future.succeededFuture();
  }

  @Override
  public Future<Void> stop() {
    context = null;
    vertx.cancelTimer(timer);
    return Future.succeededFuture();
  }

  /** The picture has changed. */
  void nudge() {
    Context on = context;
    if (on != null && !soon) {
      soon = true;
      on.runOnContext(here -> vertx.setTimer(SOON_MILLIS, due -> send()));
    }
  }

  private void send() {
    soon = false;
    Picture now = picture.get();
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

package dev.homelab.hub;

import dev.homelab.event.NodeId;
import dev.homelab.view.IncidentViews;
import dev.homelab.view.Picture;
import dev.homelab.view.Views;
import dev.homelab.web.LiveStream;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

/** Sends to the live stream what of the picture has changed. On the hub's event loop. */
final class Broadcast {
  private static final long SOON_MILLIS = 30;

  private final Vertx vertx;
  private final LiveStream stream;
  private final Supplier<Picture> picture;
  private final Map<String, Object> sent = new HashMap<>();
  private boolean soon;

  Broadcast(Vertx vertx, LiveStream stream, Supplier<Picture> picture) {
    this.vertx = vertx;
    this.stream = stream;
    this.picture = picture;
  }

  void start() {
    long id = vertx.setPeriodic(1_000, run -> send());
    sent.put("timer", id);
  }

  void nudge() {
    if (!soon) {
      soon = true;
      sent.put("soon", vertx.setTimer(SOON_MILLIS, run -> send()));
    }
  }

  private void send() {
    soon = false;
    Picture now = picture.get();
    now.world()
        .allIncidents()
        .forEach(it -> changed("incident", it.id(), IncidentViews.incident(it, now.world())));
    for (NodeId node : now.nodes()) {
      changed("node", node.name(), Views.node(node, now));
    }
    for (Map<String, Object> silence : Views.silences(now)) {
      changed("silence", String.valueOf(silence.get("silence_id")), silence);
    }
  }

  /** When a node was last seen alone is no news. */
  private void changed(String name, String id, Map<String, Object> view) {
    Map<String, Object> compared = new LinkedHashMap<>(view);
    compared.remove("last_seen");
    compared.remove("clock_skew_seconds");
    compared.remove("log_bytes");
    compared.remove("behind_bytes");
    if (!Objects.equals(sent.put(name + "/" + id, compared), compared)) {
      stream.send(name, view);
    }
  }
}

package dev.homelab.hub;

import dev.homelab.event.NodeId;
import dev.homelab.event.Values;
import dev.homelab.view.Link;
import dev.homelab.view.Picture;
import dev.homelab.web.LiveStream;
import dev.homelab.web.MetricsText;
import dev.homelab.world.ServiceHealth;
import java.util.Map;

/** The hub's figures in Prometheus' text format 0.0.4. */
final class Metrics {
  private final MetricsText text = new MetricsText();

  private Metrics() {}

  /** What the hub's own log did not take, since the start. */
  record NotTaken(long refused, long dropped) {}

  static String of(Picture picture, Tally tally, LiveStream stream, NotTaken events) {
    Metrics metrics = new Metrics();
    metrics.nodes(picture, tally);
    metrics.mesh(picture);
    metrics.log(events);
    metrics.parts(picture);
    metrics.process(picture, stream);
    return metrics.text.toString();
  }

  private void nodes(Picture picture, Tally tally) {
    head("homelab_log_lines_total", "counter", "Lines folded of a node's log since the start");
    picture.nodes().forEach(it -> of("homelab_log_lines_total", it, tally.lines(it)));
    head("homelab_log_skipped_lines", "gauge", "Lines read since the start that mean nothing");
    picture.nodes().forEach(it -> of("homelab_log_skipped_lines", it, tally.skipped(it)));
    head("homelab_log_bytes", "gauge", "Bytes of a node's log that are folded");
    picture.nodes().forEach(it -> of("homelab_log_bytes", it, tally.bytes(it)));
    head("homelab_node_online", "gauge", "1 while the node answers");
    for (NodeId node : picture.nodes()) {
      boolean online = ServiceHealth.availability(picture.world(), node).equals("online");
      of("homelab_node_online", node, online ? 1 : 0);
    }
    head("homelab_node_caught_up", "gauge", "1 while all that the node stated is folded");
    picture
        .nodes()
        .forEach(it -> of("homelab_node_caught_up", it, link(picture, it).caughtUp() ? 1 : 0));
    head("homelab_node_behind_bytes", "gauge", "Bytes that the node stated and that are to come");
    picture
        .nodes()
        .forEach(it -> of("homelab_node_behind_bytes", it, link(picture, it).behindBytes()));
  }

  private static Link link(Picture picture, NodeId node) {
    return picture.links().getOrDefault(node, Link.NONE);
  }

  private void mesh(Picture picture) {
    head("homelab_incidents_open", "gauge", "Incidents that are open");
    plain("homelab_incidents_open", picture.world().openIncidents().size());
    head("homelab_actions_pending", "gauge", "Actions that wait for a person");
    plain(
        "homelab_actions_pending",
        picture.actions().stream().filter(it -> "pending".equals(it.get("status"))).count());
    head("homelab_hub_isolated", "gauge", "1 while the hub itself seems cut off");
    plain("homelab_hub_isolated", picture.isolated() ? 1 : 0);
  }

  private void log(NotTaken events) {
    head("homelab_events_refused_total", "counter", "Events that the disk has not taken at once");
    plain("homelab_events_refused_total", events.refused());
    head(
        "homelab_events_dropped_total",
        "counter",
        "Events lost, since too many waited for the log");
    plain("homelab_events_dropped_total", events.dropped());
  }

  private void parts(Picture picture) {
    head("homelab_part_restarts_total", "counter", "Restarts of a part since the start");
    for (Map<String, Object> part : picture.parts()) {
      text.of(
          "homelab_part_restarts_total",
          "part",
          String.valueOf(part.get("name")),
          Values.number(part, "restarts", 0));
    }
  }

  private void process(Picture picture, LiveStream stream) {
    head("homelab_stream_clients", "gauge", "Clients of the live stream");
    plain("homelab_stream_clients", stream.clients());
    head("homelab_stream_cut_off_total", "counter", "Clients cut off for reading too slowly");
    plain("homelab_stream_cut_off_total", stream.cutOff());
    Runtime runtime = Runtime.getRuntime();
    head("jvm_memory_used_bytes", "gauge", "Heap in use");
    plain("jvm_memory_used_bytes", runtime.totalMemory() - runtime.freeMemory());
    head("jvm_memory_max_bytes", "gauge", "Most heap that may be used");
    plain("jvm_memory_max_bytes", runtime.maxMemory());
    head("process_start_time_seconds", "gauge", "When the hub started");
    plain("process_start_time_seconds", picture.serving().getEpochSecond());
  }

  private void head(String name, String type, String help) {
    text.head(name, type, help);
  }

  private void of(String name, NodeId node, long value) {
    text.of(name, "node", node.name(), value);
  }

  private void plain(String name, long value) {
    text.plain(name, value);
  }
}

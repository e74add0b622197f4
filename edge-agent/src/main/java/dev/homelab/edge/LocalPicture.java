package dev.homelab.edge;

import dev.homelab.event.NodeId;
import dev.homelab.event.Subject;
import dev.homelab.inventory.Inventory;
import dev.homelab.inventory.Kept;
import dev.homelab.rules.Reason;
import dev.homelab.supervision.PartStatus;
import dev.homelab.view.Alone;
import dev.homelab.view.Link;
import dev.homelab.view.Picture;
import dev.homelab.view.RevisionView;
import dev.homelab.world.World;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the node's own pages show, at each moment. Used from its server's event loop only. */
final class LocalPicture {
  private final NodeId node;
  private final Sources sources;
  private final Supplier<Future<List<Map<String, Object>>>> actions;
  private final Instant started;
  private @Nullable Instant alone;

  /**
   * Where it comes from.
   *
   * @param world of the node, and at a gateway of its site
   * @param members of whom a gateway has the logs, and how things stand with them
   * @param reasons of the node's own decisions while it is alone
   * @param waiting counts the events that the hub does not have since it has been away
   */
  record Sources(
      Supplier<Kept> repository,
      Supplier<World> world,
      Supplier<Map<NodeId, Link>> members,
      Supplier<List<PartStatus>> parts,
      Supplier<SortedMap<Subject, List<Reason>>> reasons,
      Function<Instant, Future<Alone>> waiting) {}

  LocalPicture(
      NodeId node,
      Sources sources,
      Supplier<Future<List<Map<String, Object>>>> actions,
      Instant started) {
    this.node = node;
    this.sources = sources;
    this.actions = actions;
    this.started = started;
  }

  Inventory inventory() {
    return sources.repository().get().inventory();
  }

  /** The node itself and, at a gateway, the members of its site. */
  Set<NodeId> nodes() {
    return links().keySet();
  }

  /** Since when the node has not heard its hub; null while it has. */
  @Nullable Instant alone() {
    return alone;
  }

  void alone(@Nullable Instant since) {
    alone = since;
  }

  /** All of it. */
  Future<Picture> whole() {
    return aloneNow().compose(now -> actions.get().map(all -> of(all, now)));
  }

  /** Without what waits for the hub, which costs a reading of the log. */
  Future<Picture> withoutWaiting() {
    return actions.get().map(all -> of(all, Optional.empty()));
  }

  private Future<Optional<Alone>> aloneNow() {
    Instant since = alone;
    return since == null
        ? Future.succeededFuture(Optional.empty())
        : sources.waiting().apply(since).map(Optional::of);
  }

  private Picture of(List<Map<String, Object>> all, Optional<Alone> now) {
    Instant time = Instant.now();
    SortedMap<NodeId, Link> links = links();
    return new Picture(
        sources.world().get(),
        inventory(),
        List.copyOf(links.keySet()),
        links,
        sources.reasons().get(),
        all,
        RevisionView.of(sources.repository().get(), time),
        sources.parts().get().stream().map(part -> part.view("agent")).toList(),
        now,
        false,
        started,
        time,
        time,
        commit -> OptionalInt.empty());
  }

  private SortedMap<NodeId, Link> links() {
    SortedMap<NodeId, Link> links = new TreeMap<>(sources.members().get());
    Optional<Instant> now = Optional.of(Instant.now());
    links.put(node, new Link(now, true, 0, 0, 0, Optional.empty(), Optional.empty()));
    return links;
  }
}

package dev.homelab.edge.site;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.homelab.action.Action;
import dev.homelab.action.ActionDocument;
import dev.homelab.action.ActionDocument.ApprovalDocument;
import dev.homelab.action.ActionId;
import dev.homelab.action.ActionState;
import dev.homelab.action.MalformedAction;
import dev.homelab.action.Proposal;
import dev.homelab.action.Way;
import dev.homelab.disk.Disk;
import dev.homelab.disk.DiskFiles;
import dev.homelab.event.EventJson;
import dev.homelab.event.NodeId;
import dev.homelab.event.Values;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * What a person at the gateway approved for its members, until each has named it or its time is
 * over (RULES A5, A7, N2): one file each in {@code state/site-orders/}, durable before it is given.
 * Given again with each poll; the member's ledger runs it once. Reading never blocks; what changes
 * does.
 */
public final class SiteOrders {
  private static final System.Logger LOG = System.getLogger(SiteOrders.class.getName());

  /** Of 16 KiB each at most; what is left comes with the next poll. */
  private static final int MOST = 10;

  private final Disk disk;
  private final Path folder;
  private final InstantSource clock;
  private final Map<ActionId, Order> orders = new ConcurrentSkipListMap<>();

  /**
   * @param nanos when it is over by a clock that never jumps; what a restart brought back has the
   *     wall clock's word alone
   */
  private record Order(Proposal proposal, String by, Instant until, long nanos) {
    NodeId member() {
      return proposal.subject().node();
    }

    Duration left(Instant now) {
      Duration byWall = Duration.between(now, until);
      Duration byNanos = Duration.ofNanos(nanos - System.nanoTime());
      return byWall.compareTo(byNanos) < 0 ? byWall : byNanos;
    }
  }

  /** Knows none yet. */
  public SiteOrders(Disk disk, Path root, InstantSource clock) {
    this.disk = disk.forOwnerOnly();
    this.folder = root.resolve("state/site-orders");
    this.clock = clock;
  }

  /** Reads those of an earlier process; one that can't be read is told and passed over. */
  public void load() throws IOException {
    for (String name : disk.list(folder)) {
      byte[] json = DiskFiles.read(disk, folder.resolve(name)).orElse(new byte[0]);
      try {
        Map<String, Object> map = EventJson.parse(json, 0, json.length);
        ActionDocument document = ActionDocument.parse(String.valueOf(map.get("document")));
        Instant until = Instant.ofEpochMilli(Values.number(map, "until", 0));
        long left = Duration.between(clock.instant(), until).toNanos();
        orders.put(
            document.id(),
            new Order(document.proposal(), document.by(), until, System.nanoTime() + left));
      } catch (JsonProcessingException | MalformedAction | ArithmeticException unreadable) {
        LOG.log(Level.WARNING, "the order " + name + " can't be read");
      }
    }
  }

  /** From now on this is given to the proposal's node; durable when it returns. */
  public void give(Proposal proposal, String by, Duration validity) throws IOException {
    Instant until = clock.instant().plus(validity);
    Order order = new Order(proposal, by, until, System.nanoTime() + validity.toNanos());
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("document", document(order, validity));
    map.put("until", until.toEpochMilli());
    DiskFiles.createDirectories(disk, folder);
    DiskFiles.replace(
        disk, file(proposal.id()), EventJson.text(map).getBytes(StandardCharsets.UTF_8));
    orders.put(proposal.id(), order);
  }

  private Path file(ActionId id) {
    return folder.resolve(id + ".json");
  }

  private static String document(Order order, Duration left) {
    return new ApprovalDocument(order.proposal(), Way.LOCAL, order.by(), left).json();
  }

  /** What waits for a member, each an exact text. */
  List<String> documents(NodeId member) {
    Instant now = clock.instant();
    List<String> documents = new ArrayList<>();
    for (Order order : orders.values()) {
      Duration left = order.left(now);
      if (order.member().equals(member) && left.isPositive() && documents.size() < MOST) {
        documents.add(document(order, left));
      }
    }
    return documents;
  }

  /** What waits for a member, in a few words; empty where nothing does. */
  String waiting(NodeId member) {
    StringBuilder text = new StringBuilder();
    Instant now = clock.instant();
    orders.values().stream()
        .filter(order -> order.member().equals(member) && order.left(now).isPositive())
        .forEach(order -> text.append(order.proposal().id()).append('+'));
    return text.toString();
  }

  /**
   * A member has named these: they are its own now. Those whose time is over are forgotten, too.
   */
  void named(NodeId member, Set<String> ids) throws IOException {
    Instant now = clock.instant();
    for (Order order : List.copyOf(orders.values())) {
      boolean over = !order.left(now).isPositive();
      boolean named = order.member().equals(member) && ids.contains(order.proposal().id().text());
      if (over || named) {
        orders.remove(order.proposal().id());
        if (disk.delete(file(order.proposal().id()))) {
          disk.syncDirectory(folder);
        }
      }
    }
  }

  /** As actions: approved, and not yet told by any log. */
  public Map<ActionId, Action> actions() {
    Map<ActionId, Action> actions = new LinkedHashMap<>();
    Instant now = clock.instant();
    orders.forEach(
        (id, order) -> {
          if (order.left(now).isPositive()) {
            actions.put(
                id, Action.begun(order.proposal(), ActionState.APPROVED, order.by(), "", now));
          }
        });
    return actions;
  }
}

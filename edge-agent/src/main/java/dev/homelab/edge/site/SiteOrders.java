package dev.homelab.edge.site;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.homelab.action.Action;
import dev.homelab.action.ActionDocument;
import dev.homelab.action.ActionDocument.ApprovalDocument;
import dev.homelab.action.ActionDocument.CancelDocument;
import dev.homelab.action.ActionDocument.RejectDocument;
import dev.homelab.action.ActionId;
import dev.homelab.action.ActionState;
import dev.homelab.action.Clocks;
import dev.homelab.action.MalformedAction;
import dev.homelab.action.Proposal;
import dev.homelab.action.Validity;
import dev.homelab.action.Way;
import dev.homelab.disk.Disk;
import dev.homelab.disk.DiskFiles;
import dev.homelab.event.EventJson;
import dev.homelab.event.NodeId;
import dev.homelab.event.Values;
import dev.homelab.world.ActionFacts;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;

/**
 * What a person at the gateway decided for its members, until each has named it (RULES A5, A7, N2):
 * one file each in {@code state/site-orders/}, durable before it is given. An approval is given
 * until its time is over, and not while the clock that would say so is not believed (A9); a
 * rejection takes its place, and nothing takes a rejection's. Given again with each poll; the
 * member's ledger runs an action once. A poll may be ahead of its member's log: what was named is
 * given no more, and counts on in memory until a log tells of it. Reading never blocks; what
 * changes does.
 */
public final class SiteOrders {
  private static final System.Logger LOG = System.getLogger(SiteOrders.class.getName());

  /** Of 16 KiB each at most; what is left comes with the next poll. */
  private static final int MOST = 10;

  /** How far a member's log may be behind its polls. */
  private static final Duration LONGEST_BEHIND = Duration.ofMinutes(10);

  /** Of members that never come back. */
  private static final int MOST_REJECTIONS = 100;

  private final Disk disk;
  private final Path folder;
  private final Clocks clocks;
  private final Map<ActionId, Order> orders = new ConcurrentSkipListMap<>();

  /** What members have named and no log tells yet. */
  private final Map<ActionId, Heard> heard = new ConcurrentSkipListMap<>();

  private sealed interface Order {
    Proposal proposal();

    default NodeId member() {
      return proposal().subject().node();
    }
  }

  private record Approved(Proposal proposal, String by, Validity validity) implements Order {}

  private record Rejected(Proposal proposal, String by, String reason, Instant at)
      implements Order {
    Action action() {
      return Action.begun(proposal, ActionState.REJECTED, by, reason, at);
    }
  }

  /**
   * @param counting as long as this at most: a log that has not come by then is cut off itself
   */
  private record Heard(Order order, Validity counting) {}

  /** Knows none yet. */
  public SiteOrders(Disk disk, Path root, Clocks clocks) {
    this.disk = disk.forOwnerOnly();
    this.folder = root.resolve("state/site-orders");
    this.clocks = clocks;
  }

  /**
   * Reads those of an earlier process; one that can't be read is told and passed over. What a crash
   * kept from being durable was given to nobody, and goes.
   */
  public void load() throws IOException {
    for (String name : disk.list(folder)) {
      boolean hidden = name.startsWith(".");
      if (hidden && name.endsWith(".json.tmp")) {
        boolean _ = disk.delete(folder.resolve(name));
      } else if (!hidden && name.endsWith(".json")) {
        load(name);
      }
    }
  }

  private void load(String name) throws IOException {
    byte[] json = DiskFiles.read(disk, folder.resolve(name)).orElse(new byte[0]);
    try {
      Order order = read(EventJson.parse(json, 0, json.length));
      orders.put(order.proposal().id(), order);
    } catch (JsonProcessingException
        | MalformedAction
        | ArithmeticException
        | IllegalArgumentException unreadable) {
      LOG.log(Level.WARNING, "the order " + name + " can't be read");
    }
  }

  private Order read(Map<String, Object> map) throws MalformedAction {
    return switch (ActionDocument.parse(String.valueOf(map.get("document")))) {
      case ApprovalDocument(Proposal proposal, Way _, String by, Duration whole) -> {
        Instant until = Instant.ofEpochMilli(Values.number(map, "until", 0));
        yield new Approved(proposal, by, new Validity.Recovered(until, whole));
      }
      case RejectDocument(Proposal proposal, String by, String reason) ->
          new Rejected(proposal, by, reason, Instant.ofEpochMilli(Values.number(map, "at", 0)));
      case CancelDocument _ -> throw new IllegalArgumentException("a gateway cancels nothing");
    };
  }

  /**
   * From now on this is given to the proposal's node; durable when it returns. Says whether it is:
   * what was rejected here is not approved any more.
   */
  public synchronized boolean give(Proposal proposal, String by, Duration validity)
      throws IOException {
    if (rejection(proposal.id()).isPresent()) {
      return false;
    }
    Validity.Reading now = clocks.reading();
    Approved order = new Approved(proposal, by, Validity.given(validity, now));
    keep(order, document(order, validity), "until", now.wall().plus(validity));
    return true;
  }

  /**
   * From now on the proposal's node is told that this was rejected; durable when it returns.
   * Rejecting again changes nothing.
   *
   * @return the rejected action, for the log
   */
  public synchronized Action reject(Proposal proposal, String by, String reason)
      throws IOException {
    Optional<Rejected> before = rejection(proposal.id());
    if (before.isPresent()) {
      return before.get().action();
    }
    Rejected order = new Rejected(proposal, by, reason, clocks.now());
    keep(order, document(order), "at", order.at());
    List<Rejected> all = rejected().sorted(Comparator.comparing(Rejected::at)).toList();
    for (Rejected oldest : all.subList(0, Math.max(0, all.size() - MOST_REJECTIONS))) {
      forget(oldest);
    }
    return order.action();
  }

  private Optional<Rejected> rejection(ActionId id) {
    return Optional.ofNullable(orders.get(id))
        .or(() -> Optional.ofNullable(heard.get(id)).map(Heard::order))
        .filter(Rejected.class::isInstance)
        .map(Rejected.class::cast);
  }

  private void keep(Order order, String document, String word, Instant time) throws IOException {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("document", document);
    map.put(word, time.toEpochMilli());
    DiskFiles.createDirectories(disk, folder);
    DiskFiles.replace(
        disk, file(order.proposal().id()), EventJson.text(map).getBytes(StandardCharsets.UTF_8));
    orders.put(order.proposal().id(), order);
  }

  private void forget(Order order) throws IOException {
    orders.remove(order.proposal().id());
    if (disk.delete(file(order.proposal().id()))) {
      disk.syncDirectory(folder);
    }
  }

  private Path file(ActionId id) {
    return folder.resolve(id + ".json");
  }

  private static String document(Approved order, Duration left) {
    return new ApprovalDocument(order.proposal(), Way.LOCAL, order.by(), left).json();
  }

  private static String document(Rejected order) {
    return new RejectDocument(order.proposal(), order.by(), order.reason()).json();
  }

  private Stream<Rejected> rejected() {
    return orders.values().stream().filter(Rejected.class::isInstance).map(Rejected.class::cast);
  }

  private boolean isOver(Order order) {
    return order instanceof Approved approved
        && approved.validity().at(clocks.reading()) == Validity.Answer.EXPIRED;
  }

  private boolean isOver(Heard named) {
    return named.counting().at(clocks.reading()) == Validity.Answer.EXPIRED;
  }

  /** After a restart an approval waits until the clock is believed that says what is left. */
  private boolean isGiven(Order order) {
    return switch (order) {
      case Approved approved -> approved.validity().at(clocks.reading()) == Validity.Answer.VALID;
      case Rejected _ -> true;
    };
  }

  private Stream<Order> of(NodeId member) {
    return orders.values().stream()
        .filter(order -> order.member().equals(member) && isGiven(order))
        .limit(MOST);
  }

  /** Whether there is anything that a member has not named, also what is given no more. */
  boolean isAnyOf(NodeId member) {
    return orders.values().stream().anyMatch(order -> order.member().equals(member));
  }

  /** What waits for a member, each an exact text. */
  public List<String> documents(NodeId member) {
    return of(member).map(this::document).toList();
  }

  private String document(Order order) {
    return switch (order) {
      case Approved approved -> document(approved, approved.validity().left(clocks.reading()));
      case Rejected rejected -> document(rejected);
    };
  }

  /** What waits for a member, in a few words; empty where nothing does. */
  String waiting(NodeId member) {
    StringBuilder text = new StringBuilder();
    of(member)
        .forEach(
            order ->
                text.append(order.proposal().id()).append(order instanceof Approved ? '+' : '-'));
    return text.toString();
  }

  /**
   * A member has named these actions and their states: what it has accepted is its own now, and
   * what it has started or ended can't be rejected any more.
   */
  public synchronized void named(NodeId member, Map<String, String> states) throws IOException {
    for (Order order : List.copyOf(orders.values())) {
      Optional<ActionState> named =
          Optional.ofNullable(states.get(order.proposal().id().text()))
              .filter(_ -> order.member().equals(member))
              .flatMap(ActionState::read);
      if (named.filter(state -> isHeard(order, state)).isPresent()) {
        Validity counting = Validity.given(LONGEST_BEHIND, clocks.reading());
        heard.put(order.proposal().id(), new Heard(order, counting));
        forget(order);
      }
    }
  }

  /**
   * What was named counts no longer once it is told.
   *
   * @param logs the actions as all logs of the site tell them
   */
  public void told(Map<ActionId, ActionFacts> logs) {
    heard
        .values()
        .removeIf(
            it ->
                Optional.ofNullable(logs.get(it.order().proposal().id()))
                    .filter(facts -> tells(facts, it.order().member()))
                    .isPresent());
  }

  /** That it is under way only its member's own log can tell. */
  private static boolean tells(ActionFacts facts, NodeId member) {
    return facts.ended()
        || (facts.log().equals(member) && facts.state().isBeyond(ActionState.PENDING));
  }

  /** Those whose time is over go, durably: also of members that never come back. */
  public synchronized void forgetOver() throws IOException {
    heard.values().removeIf(this::isOver);
    for (Order order : List.copyOf(orders.values())) {
      if (isOver(order)) {
        forget(order);
      }
    }
  }

  private static boolean isHeard(Order order, ActionState state) {
    return switch (order) {
      case Approved _ -> true;
      case Rejected _ -> state.isBeyond(ActionState.APPROVED);
    };
  }

  /**
   * As actions: what was approved or rejected here, until its member has named it and a log tells.
   */
  public Map<ActionId, Action> actions() {
    Map<ActionId, Action> actions = new LinkedHashMap<>();
    Instant now = clocks.now();
    // In the order in which what is named goes: it is in one of both at any time.
    orders.values().stream()
        .filter(order -> !isOver(order))
        .forEach(order -> actions.put(order.proposal().id(), action(order, now)));
    heard.values().stream()
        .filter(it -> !isOver(it))
        .map(Heard::order)
        .forEach(order -> actions.putIfAbsent(order.proposal().id(), action(order, now)));
    return actions;
  }

  private static Action action(Order order, Instant now) {
    return switch (order) {
      case Approved approved ->
          Action.begun(approved.proposal(), ActionState.APPROVED, approved.by(), "", now);
      case Rejected rejected -> rejected.action();
    };
  }

  /**
   * The rejections that a crash kept from the log.
   *
   * @param told the actions as the node's own log tells them
   */
  public List<Action> untold(Map<ActionId, ActionFacts> told) {
    return rejected()
        .map(Rejected::action)
        .filter(
            action ->
                Optional.ofNullable(told.get(action.id()))
                    .filter(facts -> !action.state().isBeyond(facts.state()))
                    .isEmpty())
        .toList();
  }
}

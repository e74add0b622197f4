package dev.homelab.hub.approval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.action.Action;
import dev.homelab.action.ActionDocument;
import dev.homelab.action.ActionDocument.ApprovalDocument;
import dev.homelab.action.ActionDocument.CancelDocument;
import dev.homelab.action.ActionDocument.RejectDocument;
import dev.homelab.action.ActionEvents;
import dev.homelab.action.ActionFact;
import dev.homelab.action.ActionId;
import dev.homelab.action.ActionJson;
import dev.homelab.action.ActionKind;
import dev.homelab.action.ActionState;
import dev.homelab.action.ActionStore.Creation;
import dev.homelab.action.Actions;
import dev.homelab.action.Approval;
import dev.homelab.action.ApprovalRules;
import dev.homelab.action.Clocks;
import dev.homelab.action.Proposal;
import dev.homelab.action.Result;
import dev.homelab.action.Transition;
import dev.homelab.action.Verdict;
import dev.homelab.action.Way;
import dev.homelab.disk.FaultyDisk;
import dev.homelab.disk.FolderEvents;
import dev.homelab.event.Event;
import dev.homelab.event.NodeId;
import dev.homelab.event.Subject;
import dev.homelab.redact.Redactor;
import dev.homelab.world.ActionFacts;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The hub's approvals on real files. */
class ApprovalsIT {
  private static final NodeId VPS = NodeId.of("vps");
  private static final NodeId EDGE = Actions.BROKER.node();
  private static final Proposal RESTART = Actions.restart(1);
  private static final ActionId ID = RESTART.id();

  @TempDir Path root;
  private final Vertx vertx = Vertx.vertx();
  private final List<Event> events = new CopyOnWriteArrayList<>();
  private final List<ActionView> changes = new CopyOnWriteArrayList<>();
  private final Set<Way> ways = EnumSet.allOf(Way.class);
  private final AtomicLong later = new AtomicLong();
  private final FaultyDisk disk = new FaultyDisk();
  private final FolderEvents folders = FolderEvents.open();
  private Map<ActionId, ActionFacts> told = Map.of();
  private Approvals approvals;

  @BeforeEach
  void open() throws Exception {
    approvals = opened();
  }

  @AfterEach
  void close() throws Exception {
    get(approvals.stop());
    folders.close();
    get(vertx.close());
  }

  private Approvals opened() throws Exception {
    ApprovalRules rules =
        new ApprovalRules() {
          @Override
          public boolean allows(ActionKind kind, Way way) {
            return ways.contains(way);
          }

          @Override
          public Duration validity(Proposal proposal) {
            return Duration.ofHours(1);
          }
        };
    Clocks clocks =
        new Clocks(
            () -> Instant.now().plusSeconds(later.get()),
            () -> System.nanoTime() + TimeUnit.SECONDS.toNanos(later.get()),
            () -> true);
    Approvals opening =
        new Approvals(
            vertx,
            disk,
            root,
            new HubSettings(
                VPS,
                rules,
                clocks,
                proposal ->
                    proposal.subject().node().name().equals("nowhere")
                        ? Optional.of("node nowhere is not in the topology")
                        : Optional.empty(),
                node ->
                    node.name().equals("chelsty-ha")
                        ? Optional.of(NodeId.of("chelsty-infra"))
                        : Optional.empty(),
                () -> told,
                text -> Redactor.shapesOnly().redact(text.replace("hunter2", "***PASSWORD***"))),
            event -> {
              events.add(event);
              return Future.succeededFuture();
            },
            changes::add,
            folders);
    get(opening.start());
    return opening;
  }

  private static <T> T get(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(15, TimeUnit.SECONDS);
  }

  private static void until(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("waited 15 s until: " + what);
      }
      LockSupport.parkNanos(5_000_000);
    }
  }

  private Path file(ActionState state, ActionId id) {
    return root.resolve("actions").resolve(state.text()).resolve(id + ".json");
  }

  private void shell(String command) throws Exception {
    Process process =
        new ProcessBuilder("sh", "-c", command)
            .directory(root.resolve("actions").toFile())
            .inheritIO()
            .start();
    assertThat(process.waitFor()).as(command).isZero();
  }

  private void propose(Proposal proposal) throws Exception {
    assertThat(get(approvals.propose(proposal, "system"))).isInstanceOf(Creation.Created.class);
  }

  private Verdict approve(ActionId id, String hash) throws Exception {
    return get(approvals.approve(id, hash, Way.PWA, "webui", "")).orElseThrow();
  }

  private ActionView view() throws Exception {
    return get(approvals.find(ID)).orElseThrow();
  }

  @Test
  @DisplayName(
      "RULES A4, S4: another hash or state is refused as a value; an id is never used twice")
  void refusals() throws Exception {
    propose(RESTART);
    assertThat(get(approvals.propose(RESTART, "system")))
        .isEqualTo(new Creation.Exists(ActionState.PENDING));
    assertThat(approve(ID, "0".repeat(64))).isInstanceOf(Verdict.Refused.class);
    assertThat(get(approvals.reject(ID, "webui", "hunter2"))).isPresent();
    assertThat(approve(ID, RESTART.hash())).isInstanceOf(Verdict.Refused.class);
    assertThat(Files.readString(file(ActionState.REJECTED, ID))).contains("***PASSWORD***");
    assertThat(get(approvals.approve(new ActionId("x"), "", Way.CLI, "cli", ""))).isEmpty();
    until("events", () -> events.size() == 2);
    assertThat(events).extracting(Event::type).containsExactly("action_pending", "action_rejected");
    assertThat(events.getFirst().details()).containsEntry("proposal", RESTART.text());
  }

  @Test
  @DisplayName("RULES A5: redelivered on every poll until the node names it")
  void delivery() throws Exception {
    propose(RESTART);
    assertThat(approve(ID, RESTART.hash())).isInstanceOf(Verdict.Moved.class);
    assertThat(view().delivery()).isEqualTo("waiting for the node's next poll");
    until("it waits", () -> !approvals.waiting(EDGE).isEmpty());
    for (int poll = 0; poll < 3; poll++) {
      ActionDocument document = ActionDocument.parse(get(approvals.documentsFor(EDGE)).getFirst());
      assertThat(document).isInstanceOf(ApprovalDocument.class);
      assertThat(document.proposal()).isEqualTo(RESTART);
    }
    assertThat(view().delivery()).isEqualTo("delivered, not yet accepted");
    assertThat(get(approvals.documentsFor(NodeId.of("saturn")))).isEmpty();
    get(approvals.reported(EDGE, Map.of(ID.text(), "approved")));
    assertThat(get(approvals.documentsFor(EDGE))).isEmpty();
    assertThat(view().delivery()).isEqualTo("accepted");
    assertThat(approvals.waiting(EDGE)).isEmpty();
  }

  @Test
  @DisplayName("RULES A5, A9: never offered, it expires here; offered, only its node ends it")
  void expiry() throws Exception {
    Proposal offered = Actions.restart(2);
    propose(RESTART);
    propose(offered);
    assertThat(approve(offered.id(), offered.hash())).isInstanceOf(Verdict.Moved.class);
    assertThat(get(approvals.documentsFor(EDGE))).hasSize(1);
    assertThat(approve(ID, RESTART.hash())).isInstanceOf(Verdict.Moved.class);
    get(approvals.stop());
    later.set(3_700);
    approvals = opened();
    until("expired", () -> Files.exists(file(ActionState.FAILED, ID)));
    assertThat(view().action().result().outcome()).isEqualTo("approval_expired");
    assertThat(get(approvals.find(offered.id())).orElseThrow().delivery())
        .isEqualTo("delivery unknown");
    assertThat(get(approvals.documentsFor(EDGE)))
        .singleElement()
        .satisfies(it -> assertThat(it).contains("\"seconds_left\":0"));
  }

  @Test
  @DisplayName("RULES A5: a cancellation goes at once, or as a document where the node may have it")
  void cancellation() throws Exception {
    Proposal offered = Actions.restart(2);
    propose(RESTART);
    propose(offered);
    assertThat(approve(ID, RESTART.hash())).isInstanceOf(Verdict.Moved.class);
    assertThat(get(approvals.cancel(ID, "webui", "no")).orElseThrow())
        .isInstanceOf(Verdict.Moved.class);
    assertThat(approve(offered.id(), offered.hash())).isInstanceOf(Verdict.Moved.class);
    assertThat(get(approvals.documentsFor(EDGE))).hasSize(1);
    assertThat(get(approvals.cancel(offered.id(), "webui", "no")).orElseThrow())
        .isInstanceOf(Verdict.Same.class);
    get(approvals.stop());
    approvals = opened();
    assertThat(ActionDocument.parse(get(approvals.documentsFor(EDGE)).getFirst()))
        .isInstanceOf(CancelDocument.class);
    get(approvals.reported(EDGE, Map.of(offered.id().text(), "running")));
    assertThat(get(approvals.find(offered.id())).orElseThrow().action().state())
        .isEqualTo(ActionState.RUNNING);
  }

  private static final Subject AT_MEMBER = new Subject(NodeId.of("chelsty-ha"), "homeassistant");

  /** As it stands in a log of the site. */
  private static ActionFact fact(Proposal proposal, ActionState state, String log) {
    return new ActionFact(
        proposal.id(),
        state,
        NodeId.of(log),
        Actions.NOON,
        "local",
        proposal.hash(),
        Result.NONE,
        Optional.empty());
  }

  private ActionState stateOf(Proposal proposal) throws Exception {
    return get(approvals.find(proposal.id())).orElseThrow().action().state();
  }

  @Test
  @DisplayName("A2 A5 what the site's gateway rejected ends, or is asked back from its node")
  void rejectedOnSite() throws Exception {
    NodeId member = AT_MEMBER.node();
    Proposal pending = Actions.restart(AT_MEMBER, 1);
    Proposal approved = Actions.restart(AT_MEMBER, 2);
    Proposal offered = Actions.restart(AT_MEMBER, 3);
    propose(offered);
    assertThat(approve(offered.id(), offered.hash())).isInstanceOf(Verdict.Moved.class);
    assertThat(get(approvals.documentsFor(member))).hasSize(1);
    propose(pending);
    propose(approved);
    assertThat(approve(approved.id(), approved.hash())).isInstanceOf(Verdict.Moved.class);
    for (Proposal each : List.of(pending, approved, offered)) {
      get(approvals.apply(fact(each, ActionState.REJECTED, "saturn")));
      get(approvals.apply(fact(each, ActionState.COMPLETED, "chelsty-infra")));
    }
    assertThat(stateOf(pending)).as("another's log decides nothing").isEqualTo(ActionState.PENDING);
    assertThat(stateOf(approved)).isEqualTo(ActionState.APPROVED);
    for (Proposal each : List.of(pending, approved, offered)) {
      get(approvals.apply(fact(each, ActionState.REJECTED, "chelsty-infra")));
    }
    assertThat(stateOf(pending)).isEqualTo(ActionState.REJECTED);
    assertThat(stateOf(approved)).isEqualTo(ActionState.REJECTED);
    assertThat(stateOf(offered)).as("its node ends it").isEqualTo(ActionState.APPROVED);
    shell("mv approved/%1$s.json cancelled/%1$s.json".formatted(offered.id()));
    until("put back", () -> Files.exists(file(ActionState.APPROVED, offered.id())));
    get(approvals.stop());
    approvals = opened();
    assertThat(get(approvals.documentsFor(member)))
        .singleElement()
        .satisfies(
            text ->
                assertThat(ActionDocument.parse(text))
                    .isInstanceOfSatisfying(
                        RejectDocument.class,
                        it -> assertThat(it.by()).isEqualTo("local@chelsty-infra")));
    get(approvals.reported(member, Map.of(offered.id().text(), "rejected")));
    assertThat(stateOf(offered)).isEqualTo(ActionState.REJECTED);
    assertThat(get(approvals.documentsFor(member))).isEmpty();
  }

  @Test
  @DisplayName("A5 what ran before its rejection was heard is told as it ended")
  void ranBeforeItWasRejected() throws Exception {
    Proposal restart = Actions.restart(AT_MEMBER, 1);
    propose(restart);
    assertThat(approve(restart.id(), restart.hash())).isInstanceOf(Verdict.Moved.class);
    get(approvals.apply(fact(restart, ActionState.REJECTED, "chelsty-infra")));
    get(approvals.apply(fact(restart, ActionState.RUNNING, "chelsty-ha")));
    get(approvals.apply(fact(restart, ActionState.COMPLETED, "chelsty-ha")));
    get(approvals.apply(fact(restart, ActionState.REJECTED, "chelsty-infra")));
    assertThat(stateOf(restart)).isEqualTo(ActionState.COMPLETED);
    assertThat(get(approvals.find(restart.id())).orElseThrow().action().history())
        .anyMatch(step -> step.to() == ActionState.REJECTED);
  }

  @Test
  @DisplayName(
      "A5 a rejection that a crash of the hub kept from the files is taken over at a start")
  void rejectedOnSiteBeforeACrash() throws Exception {
    Proposal restart = Actions.restart(AT_MEMBER, 1);
    propose(restart);
    get(approvals.stop());
    Action rejected =
        Actions.pending(restart).moved(ActionState.REJECTED, Instant.now(), "local", "not now");
    told = Map.of(restart.id(), ActionFacts.of(rejected, NodeId.of("chelsty-infra")));
    approvals = opened();
    assertThat(stateOf(restart)).isEqualTo(ActionState.REJECTED);
  }

  @Test
  @DisplayName(
      "RULES A6: mv to approved/ is an approval by file; where that is no way it is undone")
  void movedByHand() throws Exception {
    propose(RESTART);
    shell("mv pending/%1$s.json approved/%1$s.json".formatted(ID));
    until(
        "told as approved",
        () -> events.stream().anyMatch(it -> it.type().equals("action_approved")));
    assertThat(view().action().approval().orElseThrow().way()).isEqualTo(Way.FILE);
    assertThat(get(approvals.documentsFor(EDGE))).hasSize(1);
    ways.remove(Way.FILE);
    Proposal second = Actions.restart(2);
    propose(second);
    shell("mv pending/%1$s.json approved/%1$s.json".formatted(second.id()));
    until("put back", () -> Files.exists(file(ActionState.PENDING, second.id())));
  }

  private void write(ActionState folder, ActionId id, Action content) throws IOException {
    Path made = root.resolve("made.json");
    Files.write(made, ActionJson.write(content));
    Files.move(made, file(folder, id), StandardCopyOption.ATOMIC_MOVE);
  }

  private static Action approved(Proposal proposal, Way way, Duration validFor) {
    return Actions.pending(proposal)
        .moved(ActionState.APPROVED, Instant.now(), way.text(), "")
        .withApproval(new Approval(proposal.hash(), way, way.text(), Instant.now(), validFor));
  }

  @Test
  @DisplayName("RULES A4, A6: what replaces an approved file is approved by file, or not at all")
  void replacedByHand() throws Exception {
    propose(RESTART);
    assertThat(approve(ID, RESTART.hash())).isInstanceOf(Verdict.Moved.class);
    Proposal other =
        Proposal.seal(
            ID,
            RESTART.kind(),
            new Subject(EDGE, "zigbee2mqtt"),
            "another",
            RESTART.created(),
            Map.of(),
            RESTART.terms());
    ways.remove(Way.FILE);
    write(ActionState.APPROVED, ID, approved(other, Way.PWA, Duration.ofHours(1)));
    until("put back", () -> Files.exists(file(ActionState.PENDING, ID)));
    assertThat(get(approvals.documentsFor(EDGE))).isEmpty();
    assertThat(view().action().hash()).isEqualTo(other.hash());
  }

  @Test
  @DisplayName("RULES A6, A9: a file that says it was approved is a move by hand, valid like one")
  void forged() throws Exception {
    Proposal forged = Actions.restart(2);
    write(ActionState.APPROVED, forged.id(), approved(forged, Way.PWA, Duration.ofDays(3650)));
    until(
        "told as approved",
        () -> events.stream().anyMatch(it -> it.type().equals("action_approved")));
    Approval approval =
        get(approvals.find(forged.id())).orElseThrow().action().approval().orElseThrow();
    assertThat(approval.way()).isEqualTo(Way.FILE);
    assertThat(approval.validFor()).isEqualTo(Duration.ofHours(1));
    ApprovalDocument document =
        (ApprovalDocument) ActionDocument.parse(get(approvals.documentsFor(EDGE)).getFirst());
    assertThat(document.left()).isLessThanOrEqualTo(Duration.ofHours(1));
    assertThat(document.way()).isEqualTo(Way.FILE);
  }

  @Test
  @DisplayName("RULES A5: what a node approved stays as the node told it through a restart")
  void approvedByItsNode() throws Exception {
    propose(RESTART);
    get(approvals.apply(fact(Actions.in(ActionState.APPROVED, RESTART), false)));
    List<Transition> before = view().action().history();
    get(approvals.stop());
    ways.remove(Way.FILE);
    told = Map.of(ID, ActionFacts.of(Actions.in(ActionState.APPROVED, RESTART), EDGE));
    events.clear();
    approvals = opened();
    assertThat(view().action().state()).isEqualTo(ActionState.APPROVED);
    assertThat(view().action().history()).isEqualTo(before);
    assertThat(events).isEmpty();
  }

  @Test
  @DisplayName("RULES A1: odd files are set aside, and keep nothing else from going on")
  void oddFiles() throws Exception {
    propose(RESTART);
    shell(
        """
        mkdir pending/folder.json
        mkfifo pending/pipe.json
        truncate -s 200M approved/big.json
        ln -s /etc/hostname pending/link.json
        """);
    assertThat(approve(ID, RESTART.hash())).isInstanceOf(Verdict.Moved.class);
    assertThat(get(approvals.documentsFor(EDGE))).hasSize(1);
    for (String odd : List.of("pending/folder", "pending/pipe", "approved/big", "pending/link")) {
      until(odd, () -> Files.exists(root.resolve("actions/" + odd + ".error")));
    }
  }

  @Test
  @DisplayName("RULES A11: a foreign file's secrets are neither told nor shown nor kept")
  void foreignSecret() throws Exception {
    String token = "ghp_" + "a1B2".repeat(9);
    shell(
        """
        echo '{"type":"redeploy","node":"SATURN","service":"x","reason":"token=%1$s"}' > made
        mv made pending/open.json
        """
            .formatted(token));
    until("told", () -> !events.isEmpty());
    ActionId id = new ActionId("open");
    Proposal sealed =
        Proposal.seal(
            new ActionId("sealed"),
            RESTART.kind(),
            RESTART.subject(),
            "token=" + token,
            RESTART.created(),
            Map.of(),
            RESTART.terms());
    write(ActionState.PENDING, sealed.id(), Actions.pending(sealed));
    until("set aside", () -> Files.exists(root.resolve("actions/pending/sealed.error")));
    assertThat(Files.readString(file(ActionState.PENDING, id))).doesNotContain(token);
    assertThat(events.toString() + changes).doesNotContain(token);
  }

  @Test
  @DisplayName("RULES A11, Y9: a text that redaction would make too long stops nothing")
  void redactionThatGrows() throws Exception {
    Map<String, Object> many = new TreeMap<>();
    for (int i = 0; i < 780; i++) {
      many.put("a" + i, "seed=abcd");
    }
    Proposal grows =
        Proposal.seal(
            ID,
            RESTART.kind(),
            RESTART.subject(),
            "many",
            RESTART.created(),
            many,
            RESTART.terms());
    get(approvals.apply(fact(Actions.pending(grows), true)));
    assertThat(get(approvals.find(ID))).as("nothing is taken over").isEmpty();
    write(ActionState.PENDING, ID, Actions.pending(grows));
    Proposal second = Actions.restart(2);
    propose(second);
    assertThat(approve(second.id(), second.hash())).isInstanceOf(Verdict.Moved.class);
    assertThat(get(approvals.documentsFor(EDGE))).hasSize(1);
    until("set aside", () -> Files.exists(root.resolve("actions/pending/" + ID + ".error")));
    get(approvals.stop());
    approvals = opened();
    assertThat(get(approvals.find(second.id()))).isPresent();
  }

  @Test
  @DisplayName("RULES A6: what the agent of this root runs is not moved by the hub")
  void ownRoot() throws Exception {
    Proposal own = Actions.restart(new Subject(VPS, "npm"), 1);
    propose(own);
    assertThat(approve(own.id(), own.hash())).isInstanceOf(Verdict.Moved.class);
    later.set(7_200);
    assertThat(get(approvals.cancel(own.id(), "webui", "no")).orElseThrow())
        .isInstanceOf(Verdict.Same.class);
    shell("mv approved/%1$s.json running/%1$s.json".formatted(own.id()));
    until(
        "seen as running",
        () -> changes.stream().anyMatch(it -> it.action().state() == ActionState.RUNNING));
    assertThat(file(ActionState.RUNNING, own.id())).exists();
  }

  @Test
  @DisplayName("RULES A1: foreign files are sealed, or set aside with the reason")
  void foreign() throws Exception {
    shell(
        """
        echo '{"type":"redeploy","node":"SATURN","service":"x"}' > pending/good.json
        echo '{"type":"redeploy","node":"nowhere","service":"x"}' > pending/bad.json
        """);
    until("set aside", () -> Files.exists(root.resolve("actions/pending/bad.error")));
    until("told", () -> events.stream().anyMatch(it -> it.node().name().equals("saturn")));
    assertThat(Files.readString(file(ActionState.PENDING, new ActionId("good"))))
        .contains("\"proposal\"");
  }

  @Test
  @DisplayName("RULES A1, A5: an action that was written elsewhere gets its file; node facts win")
  void facts() throws Exception {
    Action pending = Actions.pending(RESTART);
    get(approvals.apply(fact(pending, true)));
    assertThat(view().action().state()).isEqualTo(ActionState.PENDING);
    assertThat(get(approvals.reject(ID, "webui", "no"))).isPresent();
    assertThat(ActionDocument.parse(get(approvals.documentsFor(EDGE)).getFirst()))
        .isInstanceOfSatisfying(
            CancelDocument.class, it -> assertThat(it.as()).isEqualTo(ActionState.REJECTED));
    for (ActionState state :
        List.of(ActionState.APPROVED, ActionState.RUNNING, ActionState.COMPLETED)) {
      get(approvals.apply(fact(Actions.in(state, RESTART), false)));
    }
    assertThat(view().action().state()).isEqualTo(ActionState.COMPLETED);
    assertThat(view().action().history()).anyMatch(step -> step.to() == ActionState.REJECTED);
    get(approvals.apply(fact(pending, true)));
    assertThat(view().action().state()).isEqualTo(ActionState.COMPLETED);
    assertThat(get(approvals.documentsFor(EDGE))).isEmpty();
  }

  private static Map<ActionId, ActionFacts> logged(ActionState state) {
    return Map.of(ID, ActionFacts.of(Actions.in(state, RESTART), VPS));
  }

  private static ActionFact fact(Action action, boolean whole) {
    return ActionFact.read(
            ActionEvents.of(action, "executor", whole, Actions.NOON.plusSeconds(9)), EDGE)
        .orElseThrow();
  }

  @Test
  @DisplayName(
      "RULES A5: what a node told while the hub's disk failed is taken over once it writes")
  void factsOnAFailingDisk() throws Exception {
    propose(RESTART);
    disk.fullAt = "deliveries.jsonl";
    for (ActionState state : List.of(ActionState.APPROVED, ActionState.RUNNING)) {
      assertThat(approvals.apply(fact(Actions.in(state, RESTART), false)))
          .satisfies(failing -> until("it fails", failing::failed));
    }
    assertThat(file(ActionState.PENDING, ID)).exists();
    disk.fullAt = "";
    until("taken over", () -> Files.exists(file(ActionState.RUNNING, ID)));
  }

  @Test
  @DisplayName(
      "RULES A5: a step that a node's log told before a crash is in the files after a start")
  void factsBeforeACrash() throws Exception {
    propose(RESTART);
    get(approvals.stop());
    Action completed =
        Actions.in(ActionState.RUNNING, RESTART)
            .moved(ActionState.COMPLETED, Instant.now(), "system", "");
    told = Map.of(ID, ActionFacts.of(completed, EDGE));
    approvals = opened();
    assertThat(view().action().state()).isEqualTo(ActionState.COMPLETED);
    assertThat(view().action().lastStep().orElseThrow().where()).isEqualTo(EDGE.name());
  }

  @Test
  @DisplayName("RULES A1: a step whose event a crash lost is told at the next start, once")
  void lostEventIsTold() throws Exception {
    propose(RESTART);
    assertThat(get(approvals.reject(ID, "webui", "no"))).isPresent();
    until("told", () -> events.size() == 2);
    get(approvals.stop());
    events.clear();
    told = logged(ActionState.PENDING);
    approvals = opened();
    until("told again", () -> !events.isEmpty());
    assertThat(events).extracting(Event::type).containsExactly("action_rejected");
    get(approvals.stop());
    events.clear();
    told = logged(ActionState.REJECTED);
    approvals = opened();
    assertThat(get(approvals.find(ID))).isPresent();
    assertThat(events).isEmpty();
    get(approvals.stop());
    told = Map.of();
    approvals = opened();
    until("told with its proposal", () -> !events.isEmpty());
    assertThat(events.getFirst().details()).containsKey("proposal");
  }

  @Test
  @DisplayName("RULES A1, A3: an open action whose file is deleted or spoilt is cancelled and told")
  void fileIsGone() throws Exception {
    Proposal own = Actions.restart(new Subject(VPS, "npm"), 1);
    propose(own);
    propose(RESTART);
    shell("rm pending/%s.json; echo '{' > pending/%s.json".formatted(own.id(), ID));
    until("cancelled", () -> Files.exists(file(ActionState.CANCELLED, own.id())));
    while (!Files.exists(file(ActionState.CANCELLED, ID))) {
      assertThat(get(approvals.approve(ID, RESTART.hash(), Way.CLI, "cli", "")).stream())
          .as("nothing is approved whose file can't be read")
          .noneMatch(Verdict.Moved.class::isInstance);
      LockSupport.parkNanos(100_000_000);
    }
    until(
        "told",
        () ->
            events.stream()
                .anyMatch(
                    it ->
                        it.subject().equals(Actions.BROKER)
                            && it.type().equals("action_cancelled")));
    assertThat(events.stream().filter(it -> it.type().equals("action_cancelled"))).hasSize(2);
    assertThat(root.resolve("actions/pending/" + ID + ".malformed")).exists();
  }

  @Test
  @DisplayName("RULES A1: a file that was deleted while no hub ran is told at the next start")
  void fileGoneWhileStopped() throws Exception {
    propose(RESTART);
    get(approvals.stop());
    shell("rm pending/%s.json".formatted(ID));
    until("told before", () -> events.size() == 1);
    told = logged(ActionState.PENDING);
    approvals = opened();
    until("told", () -> events.size() == 2);
    assertThat(events.getLast().type()).isEqualTo("action_cancelled");
    assertThat(events.getLast().subject()).isEqualTo(Actions.BROKER);
    get(approvals.stop());
    told = Map.of(ID, ActionFacts.of(Actions.in(ActionState.APPROVED, RESTART), EDGE));
    approvals = opened();
    assertThat(events).as("what a node told last is the node's").hasSize(2);
  }

  @Test
  @DisplayName("RULES S7, A12: an alert_only is completed once it is told, and never approved")
  void alert() throws Exception {
    Proposal alert = Actions.proposal(ActionKind.ALERT_ONLY, Actions.BROKER, 1);
    propose(alert);
    assertThat(approve(alert.id(), alert.hash())).isInstanceOf(Verdict.Refused.class);
    assertThat(get(approvals.told(alert.id())).orElseThrow().action().state())
        .isEqualTo(ActionState.COMPLETED);
  }
}

package dev.homelab.sync.ingest;

import dev.homelab.event.NodeId;
import dev.homelab.sync.Batch;
import dev.homelab.sync.BatchCodec;
import dev.homelab.sync.LengthsAnswer;
import dev.homelab.sync.Member;
import dev.homelab.sync.Membership;
import dev.homelab.sync.PassedPoll;
import dev.homelab.sync.Poll;
import dev.homelab.sync.SignedPoll;
import dev.homelab.sync.Statement;
import dev.homelab.sync.replica.Bearer;
import dev.homelab.sync.replica.Note;
import dev.homelab.sync.replica.Replica;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/** What is done with the authenticated requests about logs, on a worker. */
final class LogDesk {
  private static final System.Logger LOG = System.getLogger(LogDesk.class.getName());

  /** A second of the microseconds at which sequences begin: more than any process counts on. */
  private static final long UNKEPT = 1_000_000;

  private final IngestSettings settings;
  private final Membership registry;
  private final Copies copies;
  private final Nodes nodes;
  private final IngestHost host;
  private final InstantSource clock;
  private final Signer signer;

  LogDesk(
      IngestSettings settings,
      Membership registry,
      Copies copies,
      Nodes nodes,
      IngestHost host,
      InstantSource clock,
      Signer signer) {
    this.settings = settings;
    this.registry = registry;
    this.copies = copies;
    this.nodes = nodes;
    this.host = host;
    this.clock = clock;
    this.signer = signer;
  }

  /** Takes a batch; its answer says how much of the day is held, after the fsync (RULES L6). */
  Work.Step<Reply> batch(Speaker speaker, byte[] body) throws IOException, Denied {
    Member caller = speaker.member();
    Batch batch = BatchCodec.decode(body);
    Replica copy = copyFor(caller, batch.statement());
    nodes.state(caller.node(), batch.statement());
    long held =
        watched(
            copy, () -> copy.take(batch, bearer(caller, batch.statement()), host.floor(), today()));
    tell(copy);
    LocalDate day = batch.day(); // what waits for the fsync keeps no bytes
    return new Work.Step<>(
        Optional.of(copy),
        batch.bytes().length + copy.takeReadAgain(),
        () -> taken(speaker, copy, day, held));
  }

  private interface Judging<T> {
    T run() throws IOException;
  }

  /** A sync that fails on the way is as bad as one at the end. */
  private <T> T watched(Replica copy, Judging<T> judging) throws IOException {
    try {
      return judging.run();
    } catch (IOException failed) {
      if (copy.isFailed()) {
        host.syncFailed(copy.node(), failed);
      }
      throw failed;
    }
  }

  private Reply taken(Speaker speaker, Replica copy, LocalDate day, long held) {
    copy.takeGrown().forEach((grown, length) -> host.grown(copy.node(), grown, length));
    SortedMap<LocalDate, Long> wanted = new TreeMap<>();
    wanted.put(day, held);
    return speaker.answer(new LengthsAnswer(wanted, host.floor(), copy.refused(), 0).toText());
  }

  /** Judges a complete statement; the answer is signed over the request's nonce. */
  Work.Step<Reply> compare(Speaker speaker, byte[] body) throws IOException, Denied {
    Member caller = speaker.member();
    Statement statement = Statement.decode(body);
    Replica copy = copyFor(caller, statement);
    nodes.state(caller.node(), statement);
    SortedMap<LocalDate, Long> wanted =
        watched(
            copy, () -> copy.compare(statement, bearer(caller, statement), host.floor(), today()));
    tell(copy);
    Reply reply = Reply.signed(signer.lengths(speaker.nonce().text(), wanted, copy.refused()));
    return new Work.Step<>(Optional.of(copy), 0, () -> reply);
  }

  /** The own node's log is not taken, and so never refused. */
  private Optional<String> refusalOf(NodeId node) throws IOException {
    return node.equals(settings.self()) ? Optional.empty() : copies.of(node).refused();
  }

  /** Notes a poll, which states the end of the node's own log. */
  Work.Step<SignedPoll> poll(Speaker speaker, byte[] body) throws IOException, Denied {
    Member caller = speaker.member();
    SignedPoll signed = SignedPoll.read(body, speaker.nonce(), speaker.signature());
    Poll poll = signed.poll();
    if (!poll.statement().node().equals(caller.node())) {
      throw new Denied(403, "a key may poll for its own node only");
    }
    nodes.state(caller.node(), poll.statement());
    nodes.refused(caller.node(), refusalOf(caller.node()));
    List<PassedPoll> heeded = new ArrayList<>();
    for (PassedPoll passed : poll.content().passed()) {
      if (isHeeded(passed, caller)) {
        heeded.add(passed);
      }
    }
    heeded.forEach(nodes::passed);
    return Work.Step.done(signed.with(poll.withPassed(heeded)));
  }

  /** The node's key has signed it for that gateway, which is asked last: it costs most. */
  private boolean isHeeded(PassedPoll passed, Member gateway) {
    NodeId node = passed.poll().statement().node();
    return speaksFor(gateway, node)
        && registry
            .live(node)
            .filter(_ -> isNews(passed.poll()))
            .filter(it -> passed.signed().isBy(it.key(), gateway.key().fingerprint()))
            .isPresent();
  }

  /** Where the node's copy can't be opened it is none: what else the gateway says counts. */
  private boolean isNews(Poll poll) {
    NodeId node = poll.statement().node();
    try {
      return nodes.isNews(poll, copies.of(node).sequence());
    } catch (IOException failed) {
      LOG.log(Level.WARNING, "a poll of " + node + " that was passed on: " + failed.getMessage());
      return false;
    }
  }

  /** A gateway, for another node of its site; what else is passed on is not heeded. */
  private boolean speaksFor(Member caller, NodeId node) {
    return !node.equals(caller.node()) && !node.equals(settings.self()) && carries(caller, node);
  }

  /** The connection of a poll that was held ended: until then the node was there. */
  void hungUp(NodeId node) {
    nodes.hungUp(node);
  }

  /**
   * Of the newest statement about a node's log, 0 at first. An earlier process may have heard more
   * than was kept: a node that goes on above this is above that, too.
   */
  long sequence(NodeId node) throws IOException {
    long kept = node.equals(settings.self()) ? 0 : copies.of(node).sequence();
    long heard = nodes.sequence(node);
    return heard == 0 && kept > 0 ? kept + UNKEPT : Math.max(kept, heard);
  }

  /** Tells the host; on its context. */
  void polled(SignedPoll poll) {
    nodes.polled(poll.poll().statement().node(), poll);
  }

  private Replica copyFor(Member caller, Statement statement) throws IOException, Denied {
    NodeId node = statement.node();
    if (node.equals(settings.self())) {
      throw new Denied(409, "the log of " + node + " stands under this root already");
    }
    if (!node.equals(caller.node()) && !carries(caller, node)) {
      throw new Denied(403, caller.node() + " may not send the log of " + node);
    }
    return copies.of(node);
  }

  private static Bearer bearer(Member caller, Statement statement) {
    return statement.node().equals(caller.node()) ? Bearer.ITSELF : Bearer.GATEWAY;
  }

  private boolean carries(Member caller, NodeId node) {
    return host.gatewayOf(caller.site()).filter(caller.node()::equals).isPresent()
        && host.siteOf(node).filter(caller.site()::equals).isPresent();
  }

  private void tell(Replica copy) {
    for (Note note : copy.takeNotes()) {
      switch (note) {
        case Note.Diverged(LocalDate day, int generation, String _) ->
            nodes.closed(copy.node(), day, OptionalInt.of(generation));
        case Note.SetAside(LocalDate day, String _) ->
            nodes.closed(copy.node(), day, OptionalInt.empty());
        case Note.CutBack(LocalDate day, long _) ->
            nodes.closed(copy.node(), day, OptionalInt.empty());
        case Note.NewLog _, Note.Refused _, Note.Truncated _ -> {}
      }
      Reports.of(copy.node(), note, clock.instant()).ifPresent(nodes::report);
    }
    nodes.refused(copy.node(), copy.refused());
  }

  private LocalDate today() {
    return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
  }
}

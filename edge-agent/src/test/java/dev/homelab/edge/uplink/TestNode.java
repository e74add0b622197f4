package dev.homelab.edge.uplink;

import dev.homelab.disk.FileDisk;
import dev.homelab.event.NodeId;
import dev.homelab.log.LogSource;
import dev.homelab.supervision.Backoff;
import dev.homelab.sync.EnrolmentToken;
import dev.homelab.sync.KeyFile;
import dev.homelab.sync.Nonces;
import dev.homelab.sync.PollAnswer;
import dev.homelab.sync.PollContent;
import dev.homelab.sync.Sequence;
import dev.homelab.sync.SigningKey;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A node with a log of bare files, its key and an uplink. */
final class TestNode implements UplinkHost {
  static final UplinkSettings QUICK =
      new UplinkSettings(
          Duration.ofSeconds(5),
          Duration.ofMillis(50),
          Duration.ofMillis(500),
          Duration.ZERO,
          64 * 1024,
          1L << 40,
          Backoff.of(Duration.ofMillis(20), Duration.ofMillis(200)),
          Duration.ofSeconds(5),
          Optional.empty());

  final Vertx vertx;
  final Path root;
  final String name;
  final FileLog log;
  final SigningKey key;
  final List<String> unanswered = new CopyOnWriteArrayList<>();
  final List<Duration> owed = new CopyOnWriteArrayList<>();
  final AtomicInteger heard = new AtomicInteger();
  final List<PollAnswer> answers = new CopyOnWriteArrayList<>();
  volatile LinkStatus status = new LinkStatus("hub", LinkState.GREETING, 0, Optional.empty());
  volatile InstantSource clock = InstantSource.system();
  volatile PollContent content = PollContent.NOTHING;
  private Sequence sequence = new Sequence(clock);
  private final List<Uplink> uplinks = new ArrayList<>();

  TestNode(Vertx vertx, Path root, String name) throws IOException {
    this.vertx = vertx;
    this.root = root;
    this.name = name;
    this.log = new FileLog(root, name);
    this.key = KeyFile.loadOrCreate(root, "node");
  }

  TestNode enrol(TestHub hub, String site) throws Exception {
    EnrolmentToken token = hub.token(name, site);
    Enroller.enrol(vertx, "127.0.0.1", hub.port, token, key).await(10, TimeUnit.SECONDS);
    return this;
  }

  Uplink connect(Upstream upstream, UplinkSettings settings) throws Exception {
    return connect(upstream, settings, log);
  }

  Uplink connect(Upstream upstream, UplinkSettings settings, LogSource source) throws Exception {
    Uplink.Parts parts =
        new Uplink.Parts(
            vertx,
            new FileDisk(),
            root,
            new NodeId(name),
            key,
            source,
            sequence,
            new Nonces(clock),
            () -> clock.instant());
    Uplink made = new Uplink(parts, upstream, settings, this);
    uplinks.add(made);
    made.start().await(10, TimeUnit.SECONDS);
    return made;
  }

  void close() throws Exception {
    for (Uplink uplink : uplinks) {
      uplink.close().await(10, TimeUnit.SECONDS);
    }
    uplinks.clear();
    sequence = new Sequence(() -> clock.instant());
  }

  @Override
  public PollContent content() {
    return content;
  }

  @Override
  public void answered(PollAnswer answer, PollContent said) {
    answers.add(answer);
  }

  @Override
  public void heard() {
    heard.incrementAndGet();
  }

  @Override
  public void owed(Duration ago) {
    owed.add(ago);
  }

  @Override
  public void unanswered(String why) {
    unanswered.add(why);
  }

  @Override
  public void changed(LinkStatus now) {
    status = now;
  }
}

package dev.homelab.sync.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.disk.Disk;
import dev.homelab.disk.FileDisk;
import dev.homelab.event.NodeId;
import dev.homelab.log.LogIdentity;
import dev.homelab.sync.Batch;
import dev.homelab.sync.BatchCodec;
import dev.homelab.sync.Member;
import dev.homelab.sync.Nonce;
import dev.homelab.sync.SigningKey;
import dev.homelab.sync.Statement;
import dev.homelab.sync.Versions;
import dev.homelab.sync.replica.CopyLimits;
import java.lang.reflect.Field;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left of a request about a log while it waits for its fsync. */
class LogDeskTest {
  private static final NodeId SATURN = new NodeId("saturn");
  private static final LocalDate TODAY = LocalDate.of(2026, 3, 2);
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-03-02T12:00:00Z"));

  @TempDir Path root;

  private static IngestHost quietHost() {
    return (IngestHost)
        Proxy.newProxyInstance(
            IngestHost.class.getClassLoader(),
            new Class<?>[] {IngestHost.class},
            (_, method, _) ->
                switch (method.getName()) {
                  case "told" -> IngestHost.Told.NOTHING;
                  case "floor" -> TODAY.minusDays(365);
                  case "siteOf", "gatewayOf" -> Optional.empty();
                  default -> null;
                });
  }

  private static byte[] batch() {
    Statement statement =
        new Statement(
            SATURN,
            new LogIdentity("log", 1),
            1,
            Optional.empty(),
            new TreeMap<>(Map.of(TODAY, 4L)),
            TODAY,
            CLOCK.instant());
    return BatchCodec.encode(new Batch(statement, TODAY, 0, 0, new byte[] {'o', 'n', 'e', '\n'}));
  }

  @Test
  @DisplayName("Y9: what waits for the fsync keeps none of the batch's bytes")
  void keepsNoBytes() throws Exception {
    Disk disk = new FileDisk();
    IngestHost host = quietHost();
    SigningKey key = SigningKey.generate();
    LogDesk desk =
        new LogDesk(
            IngestSettings.of(new NodeId("vps")),
            new Copies(disk, root, CopyLimits.DEFAULT),
            new Nodes(host, Runnable::run, CLOCK, () -> Duration.ZERO),
            host,
            CLOCK,
            new Signer(key, Versions.open(disk, root, CLOCK), CLOCK, host));
    Member member = new Member(SATURN, "home", key.verifyKey(), CLOCK.instant(), Optional.empty());
    Speaker speaker = new Speaker(member, new Nonce("epoch", 1), Optional.empty());
    Work.Step<Reply> step = desk.batch(speaker, batch());
    assertThat(Arrays.stream(step.result().getClass().getDeclaredFields()).map(Field::getType))
        .isNotEmpty()
        .doesNotContain(Batch.class, byte[].class);
    step.copy().orElseThrow().sync();
    assertThat(step.result().get().status()).isEqualTo(200);
  }
}

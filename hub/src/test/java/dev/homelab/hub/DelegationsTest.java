package dev.homelab.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.disk.FileDisk;
import dev.homelab.event.NodeId;
import dev.homelab.hub.ingest.HubIngest;
import dev.homelab.inventory.Inventory;
import dev.homelab.log.LogIdentity;
import dev.homelab.rules.RoutingApprovals;
import dev.homelab.sync.Delegation;
import dev.homelab.sync.Delivery;
import dev.homelab.sync.EnrolmentRequest;
import dev.homelab.sync.NodeRegistry;
import dev.homelab.sync.Poll;
import dev.homelab.sync.PollContent;
import dev.homelab.sync.SigningKey;
import dev.homelab.sync.Statement;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which node is given which delegation, and when another. */
class DelegationsTest {
  private static final Path REPO = Path.of("..").toAbsolutePath().normalize();
  private static final NodeId INFRA = new NodeId("chelsty-infra");
  private static final NodeId HA = new NodeId("chelsty-ha");
  private static final NodeId PIHA = new NodeId("piha");

  /** A Tuesday. */
  private static final Instant NOW = Instant.parse("2026-03-03T12:00:00Z");

  @TempDir Path root;
  private final SigningKey hub = SigningKey.generate();
  private final SigningKey infraKey = SigningKey.generate();
  private final SigningKey haKey = SigningKey.generate();
  private final Inventory inventory = Inventory.read(REPO).inventory().orElseThrow();
  private NodeRegistry registry;
  private Delegations delegations;

  @BeforeEach
  void enrolled() throws IOException {
    registry = NodeRegistry.open(new FileDisk(), root);
    delegations =
        new Delegations(
            () -> inventory, registry, hub, new RoutingApprovals(() -> inventory, _ -> false));
    enrol(INFRA, "chelsty", infraKey);
    enrol(HA, "chelsty", haKey);
    enrol(PIHA, "home", SigningKey.generate());
  }

  private void enrol(NodeId node, String site, SigningKey key) throws IOException {
    var token = registry.issue(node, site, hub.verifyKey(), NOW).orElseThrow();
    assertThat(registry.enrol(EnrolmentRequest.of(token, key), hub.verifyKey(), NOW))
        .isInstanceOf(NodeRegistry.Enrolment.Accepted.class);
  }

  @Test
  @DisplayName("A7 gateway and members of a site hold one delegation, and nobody else any")
  void whoHolds() {
    String text = delegations.of(INFRA, NOW);
    Delegation delegation = Delegation.read(text, hub.verifyKey(), NOW).orElseThrow();
    assertThat(delegation.gateway()).isEqualTo(INFRA);
    assertThat(delegation.key()).isEqualTo(infraKey.verifyKey());
    assertThat(delegation.site()).isEqualTo("chelsty");
    assertThat(delegation.members()).containsOnlyKeys(HA).containsValue(haKey.verifyKey());
    assertThat(delegation.kinds()).contains("container_restart").doesNotContain("alert_only");
    assertThat(delegations.of(HA, NOW)).isEqualTo(text);
    assertThat(delegations.of(PIHA, NOW)).isEmpty();
    assertThat(delegations.of(new NodeId("vps"), NOW)).isEmpty();
  }

  @Test
  @DisplayName("A7 it is the same for a week, and at each moment has a month to go")
  void weekly() {
    String first = delegations.of(HA, NOW);
    int others = 0;
    for (int hour = 0; hour < 24 * 28; hour++) {
      Instant then = NOW.plus(Duration.ofHours(hour));
      String text = delegations.of(HA, then);
      Delegation now = Delegation.read(text, hub.verifyKey(), then).orElseThrow();
      assertThat(Duration.between(then, now.until()))
          .isBetween(Duration.ofDays(30), Duration.ofDays(37));
      others += text.equals(first) ? 0 : 1;
      first = text;
    }
    assertThat(others).isEqualTo(4);
  }

  @Test
  @DisplayName(
      "A7 Y11 who is revoked is no member any more, and a gateway's end is the delegation's")
  void revoked() throws IOException {
    AtomicInteger changes = new AtomicInteger();
    registry.onChange(changes::incrementAndGet);
    assertThat(registry.revoke(HA, NOW)).isTrue();
    assertThat(changes).hasValue(1);
    assertThat(delegations.of(HA, NOW)).isEmpty();
    assertThat(Delegation.read(delegations.of(INFRA, NOW), hub.verifyKey(), NOW).orElseThrow())
        .satisfies(it -> assertThat(it.members()).isEmpty());
    enrol(HA, "chelsty", SigningKey.generate());
    assertThat(registry.revoke(INFRA, NOW)).isTrue();
    assertThat(delegations.of(HA, NOW)).isEmpty();
    assertThat(delegations.of(INFRA, NOW)).isEmpty();
  }

  @Test
  @DisplayName("A7 it is delivered until the node names it, and its end too")
  void delivered() throws IOException {
    HubIngest.Documents nothing =
        new HubIngest.Documents() {
          @Override
          public String waiting(NodeId node, Poll poll) {
            return "";
          }

          @Override
          public Future<Delivery> deliver(NodeId node, Poll poll) {
            return Future.succeededFuture(Delivery.NOTHING);
          }
        };
    SiteDocuments documents = new SiteDocuments(nothing, delegations, () -> NOW);
    String text = delegations.of(HA, NOW);
    assertThat(documents.waiting(HA, poll(""))).isNotEmpty();
    assertThat(documents.deliver(HA, poll("")).result().delegation()).contains(text);
    Poll told = poll(Delegation.nameOf(text));
    assertThat(documents.waiting(HA, told)).isEmpty();
    assertThat(documents.deliver(HA, told).result()).isEqualTo(Delivery.NOTHING);
    assertThat(documents.waiting(PIHA, poll(""))).isEmpty();

    assertThat(registry.revoke(INFRA, NOW)).isTrue();
    assertThat(documents.waiting(HA, told)).isNotEmpty();
    assertThat(documents.deliver(HA, told).result().delegation()).contains("");
    assertThat(documents.waiting(HA, poll(""))).isEmpty();
  }

  private static Poll poll(String delegation) {
    Statement statement =
        new Statement(
            HA,
            new LogIdentity("log", 1),
            1,
            Optional.empty(),
            new TreeMap<>(),
            LocalDate.of(2026, 3, 3),
            NOW);
    String holds = PollContent.holding(Map.of(Delegation.HELD, delegation));
    return new Poll(statement, "nonce", Duration.ZERO, new PollContent(Map.of(), holds, ""));
  }
}

package dev.homelab.slice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.action.ActionId;
import dev.homelab.action.ActionKind;
import dev.homelab.action.ActionState;
import dev.homelab.event.NodeId;
import dev.homelab.event.Severity;
import dev.homelab.event.Subject;
import dev.homelab.inventory.Inventory;
import dev.homelab.rules.InventoryPolicy;
import dev.homelab.sync.SigningKey;
import dev.homelab.world.Acknowledgement;
import dev.homelab.world.ActionFacts;
import dev.homelab.world.Logs;
import dev.homelab.world.Silence;
import dev.homelab.world.World;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What the hub lets a node know. */
@NullMarked
class SliceTest {
  private static final Inventory INVENTORY =
      Inventory.read(Path.of("..").toAbsolutePath().normalize()).inventory().orElseThrow();
  private static final NodeId INFRA = NodeId.of("chelsty-infra");
  private static final NodeId HA = NodeId.of("chelsty-ha");
  private static final NodeId PIHA = NodeId.of("piha");
  private static final Subject MOSQUITTO = new Subject(INFRA, "mosquitto");
  private static final Instant NOW = Logs.START.plusSeconds(600);
  private static final SigningKey HUB = SigningKey.generate();

  private static World broken() {
    Logs logs = new Logs();
    logs.add(INFRA, 0, "containers_not_running", "mosquitto", Map.of());
    return logs.world();
  }

  private static ActionFacts action(Subject subject, int attempt, ActionState state, long since) {
    return new ActionFacts(
        ActionId.of(ActionKind.CONTAINER_RESTART, subject, since, attempt),
        subject,
        ActionKind.CONTAINER_RESTART,
        state,
        Logs.START.plusSeconds(30),
        INFRA,
        "system",
        null,
        state == ActionState.COMPLETED,
        List.of("containers_not_running"));
  }

  private static SortedMap<ActionId, ActionFacts> actions(ActionFacts... all) {
    TreeMap<ActionId, ActionFacts> map = new TreeMap<>();
    for (ActionFacts one : all) {
      map.put(one.id(), one);
    }
    return map;
  }

  private static Slice slice(NodeId node, World world, ActionFacts... all) {
    return Slicing.of(node, INVENTORY, world, actions(all), NOW);
  }

  @Test
  @DisplayName("N3: a node gets what is wanted on it, its gateway what is wanted on the site")
  void scope() {
    assertThat(slice(HA, World.EMPTY).desired().services().keySet())
        .extracting(Subject::node)
        .containsOnly(HA);
    assertThat(slice(INFRA, World.EMPTY).desired().services().keySet())
        .extracting(Subject::node)
        .containsOnly(HA, INFRA);
    assertThat(slice(HA, World.EMPTY).desired().nodes()).containsOnlyKeys(HA, INFRA);
    assertThat(slice(PIHA, World.EMPTY).desired().services().keySet())
        .extracting(Subject::node)
        .containsOnly(PIHA);
  }

  @Test
  @DisplayName("N3: with dependencies and what is monitored, as the inventory has it")
  void dependencies() {
    Map<Subject, dev.homelab.rules.Desired.Wanted> all =
        new InventoryPolicy(INVENTORY).desired().services();
    slice(INFRA, World.EMPTY)
        .desired()
        .services()
        .forEach((subject, wanted) -> assertThat(wanted).isEqualTo(all.get(subject)));
  }

  @Test
  @DisplayName("N3: with the open actions there, and the ended ones of open incidents only")
  void concerned() {
    long since = Logs.START.getEpochSecond();
    ActionFacts rejected = action(MOSQUITTO, 1, ActionState.REJECTED, since);
    ActionFacts pending = action(MOSQUITTO, 2, ActionState.PENDING, since);
    ActionFacts old = action(MOSQUITTO, 1, ActionState.COMPLETED, since - 900_000);
    ActionFacts elsewhere = action(new Subject(PIHA, "mosquitto"), 1, ActionState.PENDING, since);
    assertThat(slice(INFRA, broken(), rejected, pending, old, elsewhere).actions())
        .containsOnlyKeys(rejected.id(), pending.id());
  }

  @Test
  @DisplayName("N3: nothing secret and nothing long: names, thresholds, a hundred actions at most")
  void bounded() {
    ActionFacts[] many = new ActionFacts[2_000];
    for (int i = 0; i < many.length; i++) {
      many[i] = action(MOSQUITTO, i + 1, ActionState.REJECTED, Logs.START.getEpochSecond());
    }
    Slice slice = slice(INFRA, broken(), many);
    assertThat(slice.actions().size()).isLessThanOrEqualTo(100);
    assertThat(SliceDocument.fits(new SliceDocument(1, slice).sign(HUB))).isTrue();
  }

  private static Slice full() {
    Slice some =
        slice(
            INFRA,
            broken(),
            action(MOSQUITTO, 1, ActionState.REJECTED, Logs.START.getEpochSecond()));
    Silence silence =
        new Silence(
            "sil-1",
            INFRA,
            "mosquitto",
            null,
            "moving it",
            "owner",
            Silence.Mode.REPEATING,
            Logs.START,
            null,
            "Sun 02:00-03:00",
            null);
    Acknowledgement acknowledgement =
        new Acknowledgement(
            "inc-1-chelsty-infra-mosquitto",
            "owner",
            Logs.START,
            Logs.START.plus(Duration.ofHours(4)),
            "I know",
            Severity.ERROR,
            false);
    return new Slice(
        INFRA, some.desired(), some.actions(), List.of(acknowledgement), List.of(silence));
  }

  @Test
  @DisplayName(
      "N3: what was signed is read back as it was, by the hub's key and for its node alone")
  void signed() {
    SliceDocument document = new SliceDocument(7, full());
    String text = document.sign(HUB);
    assertThat(SliceDocument.check(text, HUB.verifyKey(), INFRA)).contains(document);
    assertThat(SliceDocument.check(text, SigningKey.generate().verifyKey(), INFRA)).isEmpty();
    assertThat(SliceDocument.check(text, HUB.verifyKey(), HA)).isEmpty();
    assertThat(SliceDocument.check(text.replace("mosquitto", "mosquitta"), HUB.verifyKey(), INFRA))
        .isEmpty();
    assertThat(SliceDocument.check(text.substring(9), HUB.verifyKey(), INFRA)).isEmpty();
  }

  @Test
  @DisplayName("N3: a tag names version and content; what is no tag names neither")
  void tags() {
    SliceDocument document = new SliceDocument(7, full());
    assertThat(SliceDocument.versionIn(document.tag())).isEqualTo(7);
    assertThat(SliceDocument.digestIn(document.tag())).isEqualTo(SliceDocument.digest(full()));
    assertThat(SliceDocument.versionIn("")).isZero();
    assertThat(SliceDocument.versionIn("seven-x")).isZero();
  }
}

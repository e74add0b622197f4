package dev.homelab.hub.slice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.event.NodeId;
import dev.homelab.event.Subject;
import dev.homelab.rules.Desired;
import dev.homelab.slice.Slice;
import dev.homelab.slice.SliceDocument;
import dev.homelab.sync.SigningKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** When a slice travels. */
class SlicesTest {
  private static final NodeId NODE = NodeId.of("chelsty-infra");
  private static final SigningKey HUB = SigningKey.generate();

  private final Map<Subject, Desired.Wanted> services = new TreeMap<>();
  private Instant wall = Instant.parse("2026-03-01T12:00:00Z");
  private Duration time = Duration.ZERO;
  private Slices slices = hub();

  private Slices hub() {
    return new Slices(
        node ->
            new Slice(node, new Desired(services, Map.of()), new TreeMap<>(), List.of(), List.of()),
        HUB,
        () -> wall,
        () -> time);
  }

  private void want(String service) {
    services.put(new Subject(NODE, service), new Desired.Wanted(true, Set.of()));
  }

  private Optional<SliceDocument> given(String held) {
    boolean waits = !slices.waiting(NODE, held).isEmpty();
    Optional<SliceDocument> given =
        slices
            .deliver(NODE, held)
            .map(text -> SliceDocument.check(text, HUB.verifyKey(), NODE).orElseThrow());
    assertThat(given.isPresent()).isEqualTo(waits);
    return given;
  }

  @Test
  @DisplayName("N3: a node that holds it is never sent it again, whatever time passes")
  void once() {
    want("mosquitto");
    String held = given("").orElseThrow().tag();
    time = Duration.ofDays(2);
    assertThat(given(held)).isEmpty();
    slices = hub();
    assertThat(given(held)).as("after the hub has started again").isEmpty();
  }

  @Test
  @DisplayName("N3: another slice is sent at once, with a version above all before")
  void another() {
    want("mosquitto");
    SliceDocument first = given("").orElseThrow();
    want("zigbee2mqtt");
    SliceDocument second = given(first.tag()).orElseThrow();
    assertThat(second.version()).isGreaterThan(first.version());
    assertThat(second.slice().desired().services()).hasSize(2);
  }

  @Test
  @DisplayName("N3: the version grows also where the hub's disk and clock were put back")
  void putBack() {
    want("mosquitto");
    SliceDocument first = given("").orElseThrow();
    wall = wall.minus(Duration.ofDays(400));
    slices = hub();
    want("zigbee2mqtt");
    assertThat(given(first.tag()).orElseThrow().version()).isGreaterThan(first.version());
  }

  @Test
  @DisplayName("N3: a node that does not name what it was sent is sent it after growing pauses")
  void lost() {
    want("mosquitto");
    long version = given("").orElseThrow().version();
    assertThat(given("")).isEmpty();
    int sent = 1;
    for (time = Duration.ZERO; time.toHours() < 24; time = time.plusSeconds(5)) {
      Optional<SliceDocument> again = given("");
      sent += again.isPresent() ? 1 : 0;
      assertThat(again.map(SliceDocument::version).orElse(version)).isEqualTo(version);
    }
    assertThat(sent).isBetween(5, 30);
  }
}

package dev.homelab.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.action.ActionFact;
import dev.homelab.event.Event;
import dev.homelab.event.EventJson;
import dev.homelab.event.EventTypes;
import dev.homelab.event.NodeId;
import dev.homelab.event.Severity;
import dev.homelab.inventory.Inventory;
import dev.homelab.redact.Redactor;
import dev.homelab.rules.InventoryPolicy;
import dev.homelab.world.FoldSnapshot;
import dev.homelab.world.LogFold;
import dev.homelab.world.WorldFiles;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Lines that somebody wrote to do harm: read, folded, merged, shown and written again. */
class HostileLinesTest {
  private static final NodeId NODE = NodeId.of("piha");
  private static final LocalDate DAY = LocalDate.parse("2026-03-01");
  private static final String FIRST = "-1000000000-01-01T00:00:00Z";
  private static final InventoryPolicy POLICY =
      new InventoryPolicy(
          Inventory.read(Path.of("..").toAbsolutePath().normalize()).inventory().orElseThrow());

  private static final List<String> VALUES =
      List.of(
          '"' + FIRST + '"',
          "\"+1000000000-12-31T23:59:59.999999999Z\"",
          "\"+999999999-12-31T23:59:59+18:00\"",
          "\"-999999999-01-01T00:00:00\"",
          "\"0000-00-00T00:00:00Z\"",
          "\"9999-12-31T23:59:59.999Z\"",
          "\"1970-01-01T00:00:00Z\"",
          "1e308",
          "-1e308",
          "1e400",
          "9223372036854775807",
          "-9223372036854775808",
          "123456789012345678901234567890",
          "0",
          "true",
          "null",
          "\"\"",
          "\" \"",
          "\",,\"",
          "\"clock_skew\"",
          "\"mosquitto\"",
          "\"" + "x".repeat(3_000) + "\"",
          "\"\\u0000\\ud800\"",
          "[]",
          "[\"\", \" \", null, 7, {}, \"piha/\", \"/x\", \"piha/mosquitto\"]",
          "[{\"type\":\"\",\"service\":\" \",\"node\":\"A B\",\"entity\":7}, null, 3]",
          "{}",
          "{\"\":[{\"type\":\"x\",\"service\":\"\"}], \"containers\":7, \" \":null}");

  private static final List<String> MEMBERS =
      List.of(
          "id",
          "timestamp",
          "node",
          "source",
          "severity",
          "service",
          "message",
          "correlation_id",
          "payload",
          "clock");

  private static final List<String> DETAILS =
      List.of(
          ("since,until,ends,started,at,of,level,watcher,watchers,services,definitions,revision,"
                  + "version,action_id,kind,by,hash,outcome,output,proposal,triggers,stage,"
                  + "silence_id,node,service,type,reason,mode,window,incident_id,note,severity,"
                  + "removed,ahead_seconds,entity,entity_id,integration,automation,count,details")
              .split(",", -1));

  private static String line(Random random) {
    StringBuilder line = new StringBuilder("{\"type\":");
    line.append('"').append(any(random, EventTypes.ALL)).append('"');
    for (String member : MEMBERS) {
      if (random.nextInt(3) == 0) {
        line.append(",\"").append(member).append("\":").append(any(random, VALUES));
      }
    }
    List<String> details = new ArrayList<>();
    for (String member : DETAILS) {
      if (random.nextInt(3) > 0) {
        details.add("\"" + member + "\":" + any(random, VALUES));
      }
    }
    return line.append(",\"details\":{").append(String.join(",", details)).append("}}").toString();
  }

  private static <T> T any(Random random, List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  @Property(tries = 500)
  @Label("L4, Y9: no value of any member stops reading, folding, showing, or the world's files")
  void noValueStopsAnything(@ForAll @LongRange(min = 0) long seed) throws Exception {
    Random random = new Random(seed);
    LogFold fold = new LogFold(NODE, POLICY.meanings());
    LineParser parser = new LineParser(NODE);
    for (int i = 0; i < 20; i++) {
      byte[] line = line(random).getBytes(UTF_8);
      Event event = parser.parse(line, 0, line.length, DAY).orElseThrow();
      var _ = fold.apply(event, DAY);
      var _ = ActionFact.read(event, NODE);
      Object shown = Redactor.shapesOnly().redactValue(EventJson.toMap(event));
      assertThat(EventJson.parse(EventJson.text(shown))).containsKey("timestamp");
    }
    byte[] files = EventJson.bytes(texts(fold));
    byte[] snapshot = new FoldSnapshot(FoldSnapshot.FORMAT, "t", "p", fold.state()).write();
    LogFold again =
        LogFold.restore(FoldSnapshot.read(snapshot, "t").orElseThrow().state(), POLICY.meanings());
    assertThat(EventJson.bytes(texts(again))).isEqualTo(files);
  }

  private static Map<String, String> texts(LogFold fold) {
    Map<String, String> texts = new HashMap<>();
    WorldFiles.render(POLICY.merge().merge(List.of(fold)), POLICY.cards())
        .forEach((name, bytes) -> texts.put(name, new String(bytes, UTF_8)));
    return texts;
  }

  @Test
  @DisplayName(
      "L4: a time outside of 1970 to 9999 is none: the day of the file stands in its place")
  void timesOutOfRange() {
    for (Object none :
        List.of(FIRST, "+10000-01-01T00:00:00Z", "1969-12-31T23:59:59Z", 1e300, -1, 3e11)) {
      assertThat(EventJson.readTime(none)).as(String.valueOf(none)).isNull();
    }
    assertThat(EventJson.readTime("9999-12-31T23:59:59.999Z")).isNotNull();
    assertThat(EventJson.readTime(0)).isEqualTo(Instant.EPOCH);
    byte[] line = "{\"type\":\"x\",\"timestamp\":\"%s\"}".formatted(FIRST).getBytes(UTF_8);
    assertThat(new LineParser(NODE).parse(line, 0, line.length, DAY).orElseThrow().timestamp())
        .isEqualTo("2026-03-01T00:00:00Z");
  }

  @Test
  @DisplayName("L4: a time is read as the JDK reads it, whether it is ours or somebody's")
  void timesAsTheJdk() {
    for (String text :
        List.of(
            "2026-03-01T12:00:00.123Z",
            "2024-02-29T23:59:59.999Z",
            "2016-12-31T23:59:60.000Z",
            "2026-03-01T24:00:00.000Z",
            "2026-03-01T12:00:00.1234567Z",
            "2026-03-01T12:00:00Z")) {
      assertThat(EventJson.readTime(text)).as(text).isEqualTo(Instant.parse(text));
    }
    for (String none :
        List.of(
            "2026-02-30T12:00:00.123Z",
            "2026-13-01T12:00:00.123Z",
            "2026-03-01T25:00:00.123Z",
            "2026-03-01T12:60:00.123Z",
            "2026-03-01T12:00:0x.123Z",
            "2026-03-01T12:00:00.12xZ",
            "2026/03/01T12:00:00.123Z",
            "2026-03-01 12:00:00.123Z")) {
      assertThat(EventJson.readTime(none)).as(none).isNull();
    }
  }

  @Test
  @DisplayName("L4: an event that can't be folded is counted, and those behind it are folded")
  void unfitEventIsPassedOver() {
    LogFold fold =
        new LogFold(
            NODE,
            event -> {
              throw new IllegalStateException(event.type());
            });
    Event event = Event.of(NODE, "x", "x", Severity.INFO).at(Instant.parse("2026-03-01T09:00:00Z"));
    assertThat(fold.apply(event, DAY)).isTrue();
    assertThat(fold.unfolded()).isEqualTo(1);
    assertThat(fold.newest()).isEqualTo(event.timestamp());
  }

  @Test
  @DisplayName("L4: any time can be written: what no line may hold, as the nearest that it may")
  void anyTimeIsWritten() {
    assertThat(EventJson.time(Instant.MIN)).isEqualTo("1970-01-01T00:00:00.000Z");
    assertThat(EventJson.time(Instant.MAX)).isEqualTo("9999-12-31T23:59:59.999Z");
  }
}

package dev.homelab.sync;

import dev.homelab.event.EventJson;
import dev.homelab.event.NodeId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What steers a node: the answer to one poll, signed over its exact text, which holds the poll's
 * nonce and a version that grows with each answer (RULES Y7).
 *
 * @param now the answerer's clock
 * @param hubAge how old the hub's last answer to the answerer is: zero from the hub itself, more
 *     from a gateway (RULES N1)
 */
public record PollAnswer(
    NodeId node, String nonce, long version, Instant now, Duration hubAge, Delivery delivery) {
  public static final String KIND = "poll-answer";
  public static final int MAX_BODY_BYTES = 1024 * 1024;
  private static final int MAX_DOCUMENT = 256 * 1024;
  private static final int MAX_PASSED = 512 * 1024;

  public Signed sign(SigningKey key) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("node", node.name());
    map.put("nonce", nonce);
    map.put("version", version);
    map.put("now", now.toEpochMilli());
    map.put("hub_age", hubAge.toSeconds());
    putUnlessEmpty(map, "actions", delivery.actions());
    putUnlessEmpty(map, "cancellations", delivery.cancellations());
    delivery.slice().ifPresent(slice -> map.put("slice", slice));
    delivery.delegation().ifPresent(signed -> map.put("delegation", signed));
    if (!delivery.passed().isEmpty()) {
      Map<String, Object> passed = new LinkedHashMap<>();
      delivery.passed().forEach((member, answer) -> passed.put(member.name(), answer));
      map.put("passed", passed);
    }
    if (!delivery.settings().isEmpty()) {
      map.put("settings", delivery.settings());
    }
    return Signed.sign(KIND, EventJson.text(map), key);
  }

  private static void putUnlessEmpty(Map<String, Object> map, String name, List<String> texts) {
    if (!texts.isEmpty()) {
      map.put(name, texts);
    }
  }

  /** To which poll a signed answer speaks, whoever signed it; empty where it can't be read. */
  public static String nonceOf(Signed signed) {
    try {
      return parse(signed.payload()).nonce();
    } catch (IllegalArgumentException malformed) {
      return "";
    }
  }

  /** Reads the payload; whoever acts on it has checked the signature first. */
  static PollAnswer parse(String payload) {
    Fields fields = Fields.parse(payload.getBytes(StandardCharsets.UTF_8));
    return new PollAnswer(
        fields.node("node"),
        fields.text("nonce", 64),
        fields.number("version", 0, Long.MAX_VALUE),
        Instant.ofEpochMilli(fields.number("now", 0, Long.MAX_VALUE / 2)),
        Duration.ofSeconds(fields.number("hub_age", 0, Integer.MAX_VALUE)),
        new Delivery(
            fields.list("actions", MAX_DOCUMENT),
            fields.list("cancellations", MAX_DOCUMENT),
            fields.optional("slice", MAX_DOCUMENT),
            fields.object("settings"),
            fields.textOrEmpty("delegation", MAX_DOCUMENT),
            passed(fields)));
  }

  private static SortedMap<NodeId, String> passed(Fields fields) {
    SortedMap<NodeId, String> passed = new TreeMap<>();
    fields
        .texts("passed", PassedPoll.MOST, MAX_PASSED)
        .forEach((member, answer) -> passed.put(Fields.node("passed", member), answer));
    return passed;
  }
}

package dev.homelab.sync;

import dev.homelab.event.EventJson;
import dev.homelab.event.NodeId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the hub lets a site's gateway do in its place (RULES Y7, A7), signed by the hub. A node of
 * the site believes the gateway's answers by it; the gateway knows by it whose logs it may take.
 *
 * @param key the gateway's
 * @param kinds of actions that the gateway may order
 * @param members the nodes of the site and their keys
 * @param until when it ends
 */
public record Delegation(
    NodeId gateway,
    VerifyKey key,
    String site,
    List<String> kinds,
    Map<NodeId, VerifyKey> members,
    Instant until) {
  /** Under which word a poll says which one the node holds. */
  public static final String HELD = "delegation";

  private static final int NAME_LENGTH = 16;

  private static final String KIND = "delegation";
  private static final int MAX_MEMBERS = 200;

  public Delegation {
    kinds = List.copyOf(kinds);
    members = Map.copyOf(members);
  }

  public Signed sign(SigningKey hub) {
    Map<String, Object> names = new LinkedHashMap<>();
    members.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(member -> names.put(member.getKey().name(), member.getValue().text()));
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("gateway", gateway.name());
    map.put("key", key.text());
    map.put("site", site);
    map.put("kinds", kinds);
    map.put("members", names);
    map.put("until", until.toEpochMilli());
    return Signed.sign(KIND, EventJson.text(map), hub);
  }

  /** The delegation, where the hub signed it and it has not ended; empty else. */
  public static Optional<Delegation> check(Signed signed, VerifyKey hub, Instant now) {
    if (!signed.kind().equals(KIND) || !signed.isBy(hub)) {
      return Optional.empty();
    }
    Delegation delegation = read(signed.payload());
    return now.isBefore(delegation.until()) ? Optional.of(delegation) : Optional.empty();
  }

  /** The delegation in a signed text, where it is one, the hub's, and has not ended. */
  public static Optional<Delegation> read(String signedText, VerifyKey hub, Instant now) {
    try {
      return check(Signed.parse(signedText), hub, now);
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }

  /**
   * Names a delegation by its signed text, so that hub and node agree in a few bytes on which one
   * the node holds; of the empty text it is empty.
   */
  public static String nameOf(String signedText) {
    return signedText.isEmpty() ? "" : Digests.sha256Hex(signedText).substring(0, NAME_LENGTH);
  }

  /** Whether it speaks of this node with this key, as its gateway or as a member. */
  public boolean concerns(NodeId node, VerifyKey itsKey) {
    return node.equals(gateway)
        ? itsKey.equals(key)
        : Optional.ofNullable(members.get(node)).filter(itsKey::equals).isPresent();
  }

  private static Delegation read(String payload) {
    Fields fields = Fields.parse(payload.getBytes(StandardCharsets.UTF_8));
    Map<NodeId, VerifyKey> members = new LinkedHashMap<>();
    fields
        .texts("members", MAX_MEMBERS, 64)
        .forEach((node, key) -> members.put(NodeId.of(node), VerifyKey.parse(key)));
    return new Delegation(
        fields.node("gateway"),
        fields.key("key"),
        fields.text("site", 63),
        fields.list("kinds", 64),
        members,
        Instant.ofEpochMilli(fields.number("until", 0, Long.MAX_VALUE / 2)));
  }
}

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

package dev.homelab.sync;

import dev.homelab.event.EventJson;
import dev.homelab.event.NodeId;
import dev.homelab.event.Values;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A node and the key by which it is known, from its enrolment until a person revokes it. */
public record Member(
    NodeId node, String site, VerifyKey key, Instant enrolled, Optional<Instant> revoked) {

  public boolean isLive() {
    return revoked.isEmpty();
  }

  Member revokedAt(Instant now) {
    return new Member(node, site, key, enrolled, Optional.of(now));
  }

  Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("node", node.name());
    map.put("site", site);
    map.put("key", key.text());
    map.put("enrolled", EventJson.time(enrolled));
    revoked.ifPresent(time -> map.put("revoked", EventJson.time(time)));
    return map;
  }

  static Member read(Map<String, Object> map) {
    Fields fields = Fields.of(map);
    Instant enrolled = EventJson.readTime(Values.text(map, "enrolled"));
    return new Member(
        fields.node("node"),
        fields.text("site", 63),
        fields.key("key"),
        enrolled == null ? Instant.EPOCH : enrolled,
        Optional.ofNullable(EventJson.readTime(Values.text(map, "revoked"))));
  }
}

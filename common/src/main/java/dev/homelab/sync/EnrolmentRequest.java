package dev.homelab.sync;

import dev.homelab.event.EventJson;
import dev.homelab.event.NodeId;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A new node's request (RULES Y11), signed by the token's key (so that nobody on the way can put
 * another node key in) and by the node's (so that nobody enrols a key that he does not have).
 *
 * @param key the node's
 * @param token fingerprint of the token's key
 * @param hub fingerprint of the hub's key, as the token has it
 */
public record EnrolmentRequest(
    NodeId node,
    String site,
    VerifyKey key,
    String token,
    String hub,
    String tokenSignature,
    String keySignature) {
  public static final int MAX_BODY_BYTES = 4096;

  public static EnrolmentRequest of(EnrolmentToken token, SigningKey key) {
    String tokenId = token.key().verifyKey().fingerprint();
    byte[] text = text(token.node(), token.site(), key.verifyKey(), tokenId, token.hub());
    return new EnrolmentRequest(
        token.node(),
        token.site(),
        key.verifyKey(),
        tokenId,
        token.hub(),
        token.key().sign(text),
        key.sign(text));
  }

  private static byte[] text(NodeId node, String site, VerifyKey key, String token, String hub) {
    return String.join("\n", "homelab-enrol-1", node.name(), site, key.text(), token, hub, "")
        .getBytes(StandardCharsets.UTF_8);
  }

  /** Whether the node has the key that it names. */
  boolean isByItsKey() {
    return key.verifies(text(node, site, key, token, hub), keySignature);
  }

  boolean isSignedBy(VerifyKey tokenKey) {
    byte[] text = text(node, site, key, token, hub);
    return tokenKey.verifies(text, tokenSignature) && key.verifies(text, keySignature);
  }

  public byte[] encode() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("node", node.name());
    map.put("site", site);
    map.put("key", key.text());
    map.put("token", token);
    map.put("hub", hub);
    map.put("token_signature", tokenSignature);
    map.put("key_signature", keySignature);
    return EventJson.bytes(map);
  }

  /** Reads a body; fails with {@link MalformedMessage}. */
  public static EnrolmentRequest decode(byte[] body) {
    Fields fields = Fields.parse(body);
    return new EnrolmentRequest(
        fields.node("node"),
        fields.text("site", 63),
        fields.key("key"),
        fields.text("token", 64),
        fields.text("hub", 64),
        fields.text("token_signature", 100),
        fields.text("key_signature", 100));
  }
}

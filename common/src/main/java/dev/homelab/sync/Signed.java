package dev.homelab.sync;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.homelab.event.EventJson;
import dev.homelab.event.Values;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An exact text and the signature over it. The kind is signed too, so that a document of one kind
 * can't pass for another: {@code "homelab-signed-1\n" kind "\n" payload}.
 *
 * @param kind what the payload is, as in {@code poll-answer}
 * @param payload the exact text
 * @param key the fingerprint of the signer's key
 * @param signature in base64url
 */
public record Signed(String kind, String payload, String key, String signature) {

  public static Signed sign(String kind, String payload, SigningKey key) {
    return new Signed(
        kind, payload, key.verifyKey().fingerprint(), key.sign(message(kind, payload)));
  }

  private static byte[] message(String kind, String payload) {
    return ("homelab-signed-1\n" + kind + "\n" + payload).getBytes(StandardCharsets.UTF_8);
  }

  public boolean isBy(VerifyKey signer) {
    return signer.fingerprint().equals(key) && signer.verifies(message(kind, payload), signature);
  }

  /** The form in which it is kept or carried inside another document. */
  public String toText() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("kind", kind);
    map.put("payload", payload);
    map.put("key", key);
    map.put("signature", signature);
    return EventJson.text(map);
  }

  /** Reads {@link #toText}; fails with {@link IllegalArgumentException} where a member lacks. */
  public static Signed parse(String text) {
    try {
      Map<String, Object> map = EventJson.parse(text);
      return new Signed(
          text(map, "kind"), text(map, "payload"), text(map, "key"), text(map, "signature"));
    } catch (JsonProcessingException malformed) {
      throw new IllegalArgumentException("not a signed document", malformed);
    }
  }

  private static String text(Map<String, Object> map, String name) {
    String value = Values.text(map, name);
    if (value == null) {
      throw new IllegalArgumentException("a signed document needs \"" + name + "\"");
    }
    return value;
  }
}

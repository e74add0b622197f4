package dev.homelab.sync;

import dev.homelab.event.EventJson;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What an upstream says first, to anyone ({@code GET /sync/v1/hello?challenge=<random>}), signed
 * together with the challenge so that a newcomer knows whom it talks to before it sends anything.
 *
 * @param key the upstream's public key
 * @param epoch stands in the nonce of each request; random at each start
 * @param rootHash the SHA-256 of what stands in {@code state/root-nonce} of its root (RULES Y10)
 */
public record Greeting(VerifyKey key, String epoch, String rootHash) {
  public static final int MAX_BODY_BYTES = 4096;

  public Signed sign(String challenge, SigningKey signer) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("key", key.text());
    map.put("epoch", epoch);
    map.put("root", rootHash);
    return Signed.sign("greeting " + challenge, EventJson.text(map), signer);
  }

  /**
   * Reads a greeting and checks that it is signed by its key, which has this fingerprint.
   *
   * @throws MalformedMessage where it is not
   */
  public static Greeting check(
      String payload, String signature, String challenge, String fingerprint) {
    Fields fields = Fields.parse(payload.getBytes(StandardCharsets.UTF_8));
    VerifyKey key = fields.key("key");
    Signed signed = new Signed("greeting " + challenge, payload, fingerprint, signature);
    if (!signed.isBy(key)) {
      throw new MalformedMessage("the upstream's key is not the one with " + fingerprint);
    }
    return new Greeting(key, fields.text("epoch", 64), fields.text("root", 64));
  }
}

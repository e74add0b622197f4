package dev.homelab.sync;

import dev.homelab.event.EventJson;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What an upstream says first, to anyone ({@code GET
 * /sync/v1/hello?challenge=<random>&key=<fingerprint>}), signed together with the challenge so that
 * a newcomer knows whom it talks to before it sends anything.
 *
 * @param key the upstream's public key
 * @param epoch stands in the nonce of each request; random at each start
 * @param rootHash the SHA-256 of what stands in {@code state/root-nonce} of its root (RULES Y10)
 * @param floor the oldest day that the upstream keeps (RULES Y2)
 * @param heard from the asker's key
 * @param delegation by which a gateway is believed, a signed text; empty from the hub (RULES A7)
 */
public record Greeting(
    VerifyKey key,
    String epoch,
    String rootHash,
    LocalDate floor,
    Heard heard,
    Optional<String> delegation) {
  private static final int MAX_DELEGATION = 64 * 1024;

  /**
   * What an upstream has heard from a key and its node: whoever speaks next has to be above it,
   * whatever its clock says.
   *
   * @param number the highest of the key's nonces in this epoch
   * @param sequence of the newest statement about the node's log
   */
  public record Heard(long number, long sequence) {
    public static final Heard NOTHING = new Heard(0, 0);
  }

  public Signed sign(String challenge, SigningKey signer) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("key", key.text());
    map.put("epoch", epoch);
    map.put("root", rootHash);
    map.put("floor", floor.toString());
    map.put("number", heard.number());
    map.put("sequence", heard.sequence());
    delegation.ifPresent(signed -> map.put("delegation", signed));
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
    return new Greeting(
        key,
        fields.text("epoch", 64),
        fields.text("root", 64),
        fields.day("floor"),
        new Heard(
            fields.number("number", 0, Nonce.MAX_NUMBER),
            fields.number("sequence", 0, Nonce.MAX_NUMBER)),
        fields.optional("delegation", MAX_DELEGATION));
  }

  /**
   * The delegation that a gateway shows in its greeting, a signed text: the hub's, and of the key
   * that signed the greeting. Empty where it shows none that holds.
   *
   * @param hub whose signature it must have
   */
  public static Optional<String> introduction(
      String payload, String signature, String challenge, VerifyKey hub, Instant now) {
    Fields fields = Fields.parse(payload.getBytes(StandardCharsets.UTF_8));
    Greeting greeting = check(payload, signature, challenge, fields.key("key").fingerprint());
    return greeting
        .delegation()
        .filter(
            text ->
                Delegation.read(text, hub, now)
                    .filter(it -> it.key().equals(greeting.key()))
                    .isPresent());
  }
}

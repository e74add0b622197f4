package dev.homelab.sync;

import dev.homelab.event.EventJson;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What an upstream answers to a batch or to a statement: how much it holds, durably.
 *
 * @param wanted for each day that is to be sent: from which offset on. To a batch: only its day,
 *     also when it is complete
 * @param floor the oldest day that the upstream keeps; nothing older is asked for
 * @param refused why nothing of this log is taken until a person decides
 * @param version grows with each signed answer; 0 in the answer to a batch, which is not signed
 *     since the next comparison is
 */
public record LengthsAnswer(
    SortedMap<LocalDate, Long> wanted, LocalDate floor, Optional<String> refused, long version) {
  static final String KIND = "lengths";

  public LengthsAnswer {
    wanted = Collections.unmodifiableSortedMap(new TreeMap<>(wanted));
  }

  /** Signed over the nonce of the request that it answers. */
  public Signed sign(String nonce, SigningKey key) {
    return Signed.sign(KIND + " " + nonce, toText(), key);
  }

  /** Whether an upstream's answer to the request with this nonce is genuine. */
  public static boolean isGenuine(String body, String signature, String nonce, VerifyKey signer) {
    return new Signed(KIND + " " + nonce, body, signer.fingerprint(), signature).isBy(signer);
  }

  public String toText() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("wanted", Fields.lengths(wanted));
    map.put("floor", floor.toString());
    refused.ifPresent(reason -> map.put("refused", reason));
    map.put("version", version);
    return EventJson.text(map);
  }

  public static LengthsAnswer parse(String body) {
    Fields fields = Fields.parse(body.getBytes(StandardCharsets.UTF_8));
    return new LengthsAnswer(
        fields.lengths("wanted"),
        fields.day("floor"),
        fields.optional("refused", 1000),
        fields.number("version", 0, Long.MAX_VALUE));
  }
}

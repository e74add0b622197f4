package dev.homelab.sync;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A poll as its node signed it for its upstream: whoever gets it passed on checks the node's own
 * signature over its exact body (RULES Y7).
 *
 * @param body the exact text
 * @param nonce of the request, of the upstream to which it was sent
 * @param signature as in {@link RequestSignature}; empty where the request had none
 */
public record SignedPoll(Poll poll, String body, Nonce nonce, String signature) {
  private static final String METHOD = "POST";
  private static final String PATH = "/sync/v1/poll";

  /**
   * Reads the body.
   *
   * @throws MalformedMessage where it is no poll
   */
  public static SignedPoll read(byte[] body, Nonce nonce, String signature) {
    return new SignedPoll(
        Poll.decode(body), new String(body, StandardCharsets.UTF_8), nonce, signature);
  }

  /** A poll as a node sends it to an upstream. */
  public static SignedPoll sign(Poll poll, Nonce nonce, String upstreamKey, SigningKey key) {
    byte[] body = poll.encode();
    RequestSignature signature =
        RequestSignature.sign(request(body), poll.statement().node(), nonce, upstreamKey, key);
    return read(body, nonce, signature.signature());
  }

  private static RequestSignature.Request request(byte[] body) {
    return new RequestSignature.Request(METHOD, PATH, body);
  }

  /**
   * Whether a node of the poll's name signed exactly this with its key.
   *
   * @param upstreamKey fingerprint of the key of the upstream to which it was sent
   */
  public boolean isBy(VerifyKey node, String upstreamKey) {
    RequestSignature claimed = new RequestSignature(node.fingerprint(), nonce, signature);
    return claimed.isBy(
        node, request(body.getBytes(StandardCharsets.UTF_8)), poll.statement().node(), upstreamKey);
  }

  /** The same with another reading of what it passes on. */
  public SignedPoll with(Poll heeded) {
    return new SignedPoll(heeded, body, nonce, signature);
  }

  Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("body", body);
    map.put("nonce", nonce.text());
    map.put("signature", signature);
    return map;
  }

  /** What a poll that is passed on passes on itself is nobody's word. */
  static SignedPoll read(Fields fields) {
    String body = fields.text("body", Poll.MAX_BODY_BYTES);
    return new SignedPoll(
        Poll.readAlone(Fields.parse(body.getBytes(StandardCharsets.UTF_8))),
        body,
        nonce(fields.text("nonce", 128)),
        fields.textOrEmpty("signature", 128).orElse(""));
  }

  private static Nonce nonce(String text) {
    try {
      return Nonce.parse(text);
    } catch (IllegalArgumentException malformed) {
      throw new MalformedMessage(String.valueOf(malformed.getMessage()));
    }
  }
}

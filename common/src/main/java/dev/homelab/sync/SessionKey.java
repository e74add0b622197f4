package dev.homelab.sync;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.KDF;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;

/**
 * What a node and an upstream share from a handshake on (decision 0009): a key for each direction,
 * in memory only. From any thread. Prints as {@code ***}.
 */
public final class SessionKey {
  private static final String HMAC = "HmacSHA256";
  private static final int KEY_BYTES = 32;

  private final String id;
  private final SecretKey toUpstream;
  private final SecretKey toNode;

  private SessionKey(String id, SecretKey toUpstream, SecretKey toNode) {
    this.id = id;
    this.toUpstream = toUpstream;
    this.toNode = toNode;
  }

  /**
   * The keys of a secret that was agreed upon in this conversation and no other.
   *
   * @param transcript all that both have said and signed
   */
  static SessionKey of(String id, byte[] secret, String transcript) {
    byte[] salt = Digests.sha256(transcript.getBytes(StandardCharsets.UTF_8));
    return new SessionKey(id, derive(secret, salt, "to upstream"), derive(secret, salt, "to node"));
  }

  private static SecretKey derive(byte[] secret, byte[] salt, String direction) {
    try {
      return KDF.getInstance("HKDF-SHA256")
          .deriveKey(
              HMAC,
              HKDFParameterSpec.ofExtract()
                  .addIKM(secret)
                  .addSalt(salt)
                  .thenExpand(direction.getBytes(StandardCharsets.US_ASCII), KEY_BYTES));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Names the session; no secret. */
  public String id() {
    return id;
  }

  /** The node's proof of a request. */
  public RequestMac prove(RequestSignature.Request request, Parties parties, Nonce nonce) {
    return new RequestMac(
        parties.nodeKey(), nonce, id, mac(toUpstream, request(request, parties, nonce)));
  }

  /** Whether the node has made this proof of exactly this request. */
  public boolean proves(RequestMac proof, RequestSignature.Request request, Parties parties) {
    return same(mac(toUpstream, request(request, parties, proof.nonce())), proof.mac());
  }

  private static byte[] request(RequestSignature.Request request, Parties parties, Nonce nonce) {
    return request.canonical("homelab-mac-1", parties.node(), nonce, parties.upstreamKey());
  }

  /** The upstream's proof of its answer to the request with this nonce. */
  public String proveAnswer(Nonce nonce, String body) {
    return mac(toNode, answer(nonce, body));
  }

  public boolean provesAnswer(String mac, Nonce nonce, String body) {
    return same(mac(toNode, answer(nonce, body)), mac);
  }

  private static byte[] answer(Nonce nonce, String body) {
    return ("homelab-answer-1\n" + nonce.text() + "\n" + body).getBytes(StandardCharsets.UTF_8);
  }

  private static String mac(SecretKey key, byte[] message) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(key);
      return Base64.getUrlEncoder().withoutPadding().encodeToString(mac.doFinal(message));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static boolean same(String one, String other) {
    return MessageDigest.isEqual(
        one.getBytes(StandardCharsets.US_ASCII), other.getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public String toString() {
    return "***";
  }
}

package dev.homelab.sync;

/**
 * How a batch shows from whom it is (decision 0009): the lines of {@link RequestSignature} under
 * {@code homelab-mac-1}, with HMAC-SHA256 under the key of a session that both sides have signed.
 *
 * @param key fingerprint of the node's key, header {@code Homelab-Key}
 * @param nonce header {@code Homelab-Nonce}
 * @param session its name, header {@code Homelab-Session}
 * @param mac base64url, header {@code Homelab-Mac}
 */
public record RequestMac(String key, Nonce nonce, String session, String mac)
    implements RequestProof {
  public static final String SESSION_HEADER = "Homelab-Session";

  /** Also of an answer, which has no other header of these. */
  public static final String MAC_HEADER = "Homelab-Mac";
}

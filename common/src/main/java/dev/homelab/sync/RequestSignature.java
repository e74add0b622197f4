package dev.homelab.sync;

import dev.homelab.event.NodeId;
import java.nio.charset.StandardCharsets;

/**
 * How a node signs a request (RULES Y7). The signed text is eight lines:
 *
 * <pre>
 * homelab-request-1
 * POST                     method
 * /sync/v1/batch           path
 * 9f86d0…                  SHA-256 of the body, hexadecimal
 * saturn                   the node to which the key belongs
 * 5c0d….1753440000000001   nonce: the receiver's epoch and a growing number
 * 04ab…                    fingerprint of the receiver's key: what is meant for one is no use at
 *                          another
 * </pre>
 *
 * @param key fingerprint of the node's key, header {@code Homelab-Key}
 * @param nonce header {@code Homelab-Nonce}
 * @param signature base64url, header {@code Homelab-Signature}
 */
public record RequestSignature(String key, Nonce nonce, String signature) implements RequestProof {
  public static final String KEY_HEADER = "Homelab-Key";
  public static final String NONCE_HEADER = "Homelab-Nonce";
  public static final String SIGNATURE_HEADER = "Homelab-Signature";

  /** What is signed. */
  @SuppressWarnings("ArrayRecordComponent") // bytes of a body, compared nowhere
  public record Request(String method, String path, byte[] body) {
    byte[] canonical(NodeId node, Nonce nonce, String receiver) {
      return canonical("homelab-request-1", node, nonce, receiver);
    }

    byte[] canonical(String kind, NodeId node, Nonce nonce, String receiver) {
      return String.join(
              "\n",
              kind,
              method,
              path,
              Digests.sha256Hex(body),
              node.name(),
              nonce.text(),
              receiver,
              "")
          .getBytes(StandardCharsets.UTF_8);
    }
  }

  /** The signature of a request that has one; else empty. */
  public static String of(RequestProof proof) {
    return proof instanceof RequestSignature signed ? signed.signature() : "";
  }

  public static RequestSignature sign(
      Request request, NodeId node, Nonce nonce, String receiver, SigningKey key) {
    return new RequestSignature(
        key.verifyKey().fingerprint(), nonce, key.sign(request.canonical(node, nonce, receiver)));
  }

  public boolean isBy(VerifyKey signer, Request request, NodeId node, String receiver) {
    return signer.verifies(request.canonical(node, nonce, receiver), signature);
  }
}

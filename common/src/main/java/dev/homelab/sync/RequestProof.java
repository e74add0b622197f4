package dev.homelab.sync;

/** By what a request shows from whom it is: a signature, or a MAC under a session's key. */
public sealed interface RequestProof permits RequestSignature, RequestMac {
  /** The fingerprint of the node's key. */
  String key();

  Nonce nonce();
}

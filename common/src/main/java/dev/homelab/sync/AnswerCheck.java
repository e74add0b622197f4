package dev.homelab.sync;

import dev.homelab.event.NodeId;

/** Whether an answer may steer a node (RULES Y7, A7). Pure. */
public sealed interface AnswerCheck {
  record Accepted(PollAnswer answer) implements AnswerCheck {}

  record Rejected(String reason) implements AnswerCheck {}

  /**
   * Checks signature, addressee, nonce and version.
   *
   * @param signer whose signature is expected
   * @param nonce of the poll that was asked
   * @param lastVersion the highest version accepted so far
   */
  static AnswerCheck of(
      Signed signed, VerifyKey signer, NodeId node, String nonce, long lastVersion) {
    if (!signed.kind().equals(PollAnswer.KIND) || !signed.isBy(signer)) {
      return new Rejected("not signed by " + signer.fingerprint());
    }
    try {
      PollAnswer answer = PollAnswer.parse(signed.payload());
      if (!answer.node().equals(node) || !answer.nonce().equals(nonce)) {
        return new Rejected("the answer to another poll");
      }
      if (answer.version() <= lastVersion) {
        return new Rejected("version " + answer.version() + " is not above " + lastVersion);
      }
      return new Accepted(answer);
    } catch (MalformedMessage malformed) {
      return new Rejected(String.valueOf(malformed.getMessage()));
    }
  }
}

package dev.homelab.sync.ingest;

/** A request that ends early, with the reply to it. */
final class Denied extends Exception {
  private final Reply reply;

  Denied(Reply reply) {
    super(reply.body(), null, false, false);
    this.reply = reply;
  }

  Denied(int status, String detail) {
    this(Reply.refusal(status, detail));
  }

  Reply reply() {
    return reply;
  }
}

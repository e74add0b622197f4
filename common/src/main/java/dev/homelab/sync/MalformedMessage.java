package dev.homelab.sync;

/** A message that does not follow the protocol; the message names the member and the legal form. */
public final class MalformedMessage extends IllegalArgumentException {
  public MalformedMessage(String message) {
    super(message);
  }
}

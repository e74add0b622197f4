package dev.homelab.action;

import java.io.Serial;

/** Says why a text is no action; its message is written beside the file (RULES A1). */
public final class MalformedAction extends Exception {
  @Serial private static final long serialVersionUID = 1;

  MalformedAction(String why) {
    super(why);
  }

  /** Never null, as every instance has a reason. */
  public String why() {
    return String.valueOf(getMessage());
  }
}

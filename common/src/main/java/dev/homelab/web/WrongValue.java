package dev.homelab.web;

/**
 * A caller's value that is not legal; its message names the thing, the value and the legal form.
 */
public final class WrongValue extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Enough to know it again. */
  private static final int SHOWN = 100;

  private final String text;

  public WrongValue(String name, String value, String legal) {
    text = "\"%s\" is \"%s\"; it must be %s".formatted(name, shortened(value), legal);
  }

  private static String shortened(String value) {
    return value.length() <= SHOWN ? value : value.substring(0, SHOWN) + "…";
  }

  @Override
  public String getMessage() {
    return text;
  }
}

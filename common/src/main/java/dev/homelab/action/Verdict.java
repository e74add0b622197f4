package dev.homelab.action;

/** What comes of a command. */
public sealed interface Verdict {
  /** The action as it is afterwards, or as it is. */
  Action action();

  /** It changes. */
  record Moved(Action action) implements Verdict {}

  /** It is so already. */
  record Same(Action action) implements Verdict {}

  /** It stays as it is, for a reason that a person understands. */
  record Refused(Action action, String why) implements Verdict {}
}

package dev.homelab.edge.watch;

/** What one probe of a service's health says. */
public sealed interface Health {
  /** It is well. */
  record Well() implements Health {}

  /** It is not; the text says how that was seen and is redacted. */
  record Ill(String text) implements Health {}

  /** The check itself is broken (a missing tool, an exit code other than 0 and 1). */
  record Fault(String text) implements Health {}

  /** There is nothing to probe now: its container does not run, or is starting. */
  record Unknown() implements Health {}
}

package dev.homelab.edge.lab;

import java.util.Locale;

/** What the services of a lab run as. */
public enum ServiceRuntime {
  PROCESS,
  DOCKER;

  /** The spelling on the command line and in files. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}

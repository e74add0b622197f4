package dev.homelab.log;

import java.io.IOException;

/** Another agent owns the log. */
public final class LogLockedException extends IOException {
  LogLockedException(String message) {
    super(message);
  }
}

package dev.homelab.log;

import java.io.IOException;

/** A sync of a log has failed: the process has to start again (RULES L6). */
public final class SyncFailedException extends IOException {
  SyncFailedException(String message) {
    super(message);
  }

  SyncFailedException(IOException cause) {
    super(cause.getMessage(), cause);
  }
}

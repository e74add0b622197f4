package dev.homelab.log;

/** More events wait to be written than the process may hold. */
public final class LogFullException extends Exception {
  LogFullException(String message) {
    super(message);
  }
}

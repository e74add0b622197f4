package dev.homelab.edge.lab;

/** Why a lab can't be started or do what it was asked, in one line for a person. */
public final class LabFailure extends RuntimeException {
  public LabFailure(String message) {
    super(message);
  }

  public LabFailure(String message, Throwable cause) {
    super(message, cause);
  }
}

package dev.homelab.edge.container;

/** Why an engine did not do what it was asked. */
public final class EngineException extends RuntimeException {

  /** The ways in which it fails; each leads to something else. */
  public enum Reason {
    /** Nobody listens, or the connection broke. */
    UNREACHABLE,
    /** No whole answer within the time. */
    TIMED_OUT,
    /** An answer that is not the engine's language, or is too long. */
    BAD_ANSWER,
    NO_SUCH_CONTAINER,
    /** The engine understood and said no. */
    REFUSED
  }

  private final transient Reason reason;

  public EngineException(Reason reason, String message) {
    super(message, null, false, false);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }

  /** Whether the engine itself is in trouble, and not the one container. */
  public boolean ofEngine() {
    return switch (reason) {
      case UNREACHABLE, TIMED_OUT, BAD_ANSWER -> true;
      case NO_SUCH_CONTAINER, REFUSED -> false;
    };
  }

  public boolean noContainer() {
    return reason == Reason.NO_SUCH_CONTAINER;
  }
}

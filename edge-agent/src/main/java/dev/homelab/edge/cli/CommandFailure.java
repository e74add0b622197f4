package dev.homelab.edge.cli;

/** What a command says in one line when it can't do what it was asked; exit code 1. */
class CommandFailure extends RuntimeException {
  CommandFailure(String message) {
    super(message);
  }

  CommandFailure(String message, Throwable cause) {
    super(message, cause);
  }
}

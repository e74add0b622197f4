package dev.homelab.edge.container;

import io.vertx.core.Future;

/** Deploys a service anew from what is on the node: no pull, no Git, no registry. */
public interface Deployer {
  /**
   * Succeeds with the definition's hash; fails with {@link CannotRender} where it can't be put
   * together.
   */
  Future<Rendered> render(String service);

  /**
   * Renders again and deploys; succeeds when the command has ended, whatever its exit code. Fails
   * with {@link DefinitionChanged} where the definition is another than was approved (RULES A4),
   * and then nothing is touched.
   */
  Future<CommandResult> redeploy(String service, Rendered approved);

  /** Succeeds with how what runs differs from the definition; touches nothing. */
  Future<Drift> drift(String service);

  /** The definition is not the one that was approved. */
  final class DefinitionChanged extends RuntimeException {
    DefinitionChanged(String service, String approved, String found) {
      super(
          "%s: definition %.12s was approved, the checkout now has %.12s"
              .formatted(service, approved, found),
          null,
          false,
          false);
    }
  }

  /** The definition can't be put together; the message says why. */
  final class CannotRender extends RuntimeException {
    CannotRender(String message) {
      super(message, null, false, false);
    }
  }
}

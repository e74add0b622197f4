package dev.homelab.edge.executor;

import dev.homelab.edge.container.Secrets;
import io.vertx.core.Future;
import java.util.List;

/** Takes a service's secrets out of what its commands printed (RULES A11). */
@FunctionalInterface
public interface Withheld {

  /** Succeeds with the text as it may be told; never with one that could not be cleaned. */
  Future<String> from(String service, List<String> containers, String text);

  /** By the service's secrets as they are now; without knowing them nothing is told. */
  static Withheld by(Secrets secrets) {
    return (service, containers, text) ->
        secrets
            .of(service, containers)
            .map(redactor -> redactor.redact(text))
            .otherwise("(output withheld: its secrets can't be read, so they can't be hidden)");
  }
}

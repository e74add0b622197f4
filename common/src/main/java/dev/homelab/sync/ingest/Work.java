package dev.homelab.sync.ingest;

import dev.homelab.sync.replica.Replica;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;

/** What is done with an authenticated request, on a worker. */
@FunctionalInterface
interface Work<T> {
  /**
   * A result that holds once the copy has been synced.
   *
   * @param copy what is to be synced first, if anything
   * @param logBytes that came, inflated: what they cost counts against the caller's budget
   */
  record Step<T>(Optional<Replica> copy, long logBytes, Supplier<T> result) {
    static <T> Step<T> done(T result) {
      return new Step<>(Optional.empty(), 0, () -> result);
    }
  }

  Step<T> run(Speaker speaker, byte[] body) throws IOException, Denied;
}

package dev.homelab.edge.watch;

import java.util.Optional;

/** What is under way at a service because a person wanted it: a stop meanwhile is planned. */
@FunctionalInterface
public interface PlannedWork {
  /** The id of the action, or the deployment's correlation id; empty where nothing is under way. */
  Optional<String> of(String service);
}

package dev.homelab.edge.watch;

import dev.homelab.edge.container.ContainerEngine;
import dev.homelab.edge.container.ContainerEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One stream of the engine's events, passed on to every watcher whom they concern. */
public final class EngineNews {
  private final ContainerEngine engine;
  private final List<Listener> listeners = new ArrayList<>();
  private ContainerEngine.@Nullable Subscription subscription;

  private record Listener(
      Predicate<ContainerEvent> concerned, Consumer<ContainerEvent> listening) {}

  public EngineNews(ContainerEngine engine) {
    this.engine = engine;
  }

  /** Gives what ends it. */
  Runnable all(Consumer<ContainerEvent> listening) {
    return add(new Listener(event -> true, listening));
  }

  /** Containers that come, go or change their definition, and new connections. */
  Runnable made(Runnable nudge) {
    return add(
        new Listener(
            event ->
                switch (event.kind()) {
                  case STARTED, DESTROYED, CONNECTED -> true;
                  case CREATED, DIED, HEALTH, OOM, LOST -> false;
                },
            event -> nudge.run()));
  }

  /** Changes of health, starts and new connections, of the service's own containers. */
  Runnable ofService(String service, Runnable nudge) {
    return add(
        new Listener(
            event ->
                switch (event.kind()) {
                  case HEALTH, STARTED ->
                      event.name().equals(service) || event.name().startsWith(service + "-");
                  case CONNECTED -> true;
                  case CREATED, DIED, OOM, DESTROYED, LOST -> false;
                },
            event -> nudge.run()));
  }

  private Runnable add(Listener listener) {
    listeners.add(listener);
    if (subscription == null) {
      subscription = engine.events(this::tell);
    }
    return () -> listeners.removeIf(listener::equals);
  }

  private void tell(ContainerEvent event) {
    for (Listener listener : List.copyOf(listeners)) {
      if (listener.concerned().test(event)) {
        listener.listening().accept(event);
      }
    }
  }

  public void close() {
    listeners.clear();
    if (subscription != null) {
      subscription.cancel();
      subscription = null;
    }
  }
}

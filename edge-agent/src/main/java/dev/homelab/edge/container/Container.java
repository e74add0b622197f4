package dev.homelab.edge.container;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One container as its engine shows it.
 *
 * @param id changes when the container is created anew
 * @param name its name on this node, without the prefix that a lab puts before it
 * @param service the Compose project that made it, or its name where none did
 * @param part its name inside the Compose project, or its name where no project made it
 */
public record Container(
    String id, String name, String service, String part, State state, Health health, Life life) {

  /** What its process does. */
  public enum State {
    CREATED,
    RUNNING,
    PAUSED,
    RESTARTING,
    EXITED,
    MISSING
  }

  /** What the engine's own health check says. */
  public enum Health {
    NONE,
    STARTING,
    HEALTHY,
    UNHEALTHY
  }

  /**
   * How its process fared.
   *
   * @param exitCode of the last run that ended; 0 before the first end
   * @param restarts by the engine since it was last started by hand
   * @param startedAt the last start, or null before the first
   * @param memoryLimitBytes 0 where it has none
   */
  public record Life(
      int exitCode,
      boolean oomKilled,
      int restarts,
      @Nullable Instant startedAt,
      long memoryLimitBytes) {
    static final Life NONE = new Life(0, false, 0, null, 0);
  }

  /** A container that should be there and is not. */
  public static Container missing(String name, String service) {
    return new Container("", name, service, name, State.MISSING, Health.NONE, Life.NONE);
  }

  public int exitCode() {
    return life.exitCode();
  }

  public boolean oomKilled() {
    return life.oomKilled();
  }

  public int restarts() {
    return life.restarts();
  }

  public boolean running() {
    return state == State.RUNNING;
  }

  /**
   * The service that this container belongs to: its Compose project, else the service of its name,
   * else the longest one of which it is {@code <service>-<part>} (SPEC section 3).
   */
  public Optional<String> serviceAmong(Collection<String> services) {
    if (services.contains(service)) {
      return Optional.of(service);
    }
    if (services.contains(name)) {
      return Optional.of(name);
    }
    return services.stream()
        .filter(candidate -> name.startsWith(candidate + "-"))
        .max(Comparator.comparingInt(String::length));
  }
}

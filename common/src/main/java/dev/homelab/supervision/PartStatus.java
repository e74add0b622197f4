package dev.homelab.supervision;

import dev.homelab.clock.Moment;
import dev.homelab.event.EventJson;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How a part stands. What happens to it makes the next status:
 *
 * <pre>
 *              started    failed
 * STARTING     RUNNING    RESTARTING
 * RUNNING      -          RESTARTING
 * RESTARTING   RUNNING    RESTARTING, and FAILED from the third time in a row
 * FAILED       RUNNING    FAILED
 * </pre>
 *
 * <p>A failed part is tried again, too: only the pauses are long by then.
 *
 * @param since when it came into this state
 * @param restarts since the process started
 * @param inRow failures without a time of being well between them
 */
public record PartStatus(
    String name, State state, Moment since, int restarts, int inRow, Optional<String> lastFailure) {
  private static final int MANY = 3;

  /** What a part does now. */
  public enum State {
    STARTING,
    RUNNING,
    RESTARTING,
    FAILED
  }

  static PartStatus of(String name, Moment now) {
    return new PartStatus(name, State.STARTING, now, 0, 0, Optional.empty());
  }

  public boolean isRunning() {
    return state == State.RUNNING;
  }

  /** Whether it has run for so long. */
  boolean isWell(Duration time, Moment now) {
    return isRunning() && now.isPast(since, time);
  }

  PartStatus started(Moment now) {
    return new PartStatus(name, State.RUNNING, now, restarts, inRow, lastFailure);
  }

  /** Whether it failed in these words already and was not well since. */
  boolean repeats(String why, Duration well, Moment now) {
    return lastFailure.equals(Optional.of(why)) && !isWell(well, now);
  }

  /**
   * @param well after running for so long, earlier failures no longer count
   */
  PartStatus failed(String why, Duration well, Moment now) {
    int failures = isWell(well, now) ? 1 : inRow + 1;
    State next = failures < MANY ? State.RESTARTING : State.FAILED;
    return new PartStatus(name, next, now, restarts + 1, failures, Optional.of(why));
  }

  /**
   * As the API shows it.
   *
   * @param process {@code hub} or {@code agent}
   */
  public Map<String, Object> view(String process) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("process", process);
    view.put("name", name);
    view.put("state", state.name().toLowerCase(Locale.ROOT));
    view.put("since", EventJson.time(since.wall()));
    view.put("restarts", restarts);
    view.put("last_failure", lastFailure.orElse(null));
    return view;
  }
}

package dev.homelab.clock;

import java.time.Duration;
import java.time.Instant;

/**
 * A time by both clocks of a machine. Whatever waits is counted by the one that only runs on; the
 * wall's is what a person reads, and may jump.
 *
 * @param wall of the wall clock
 * @param running of a clock that never jumps, since any time of this process
 */
public record Moment(Instant wall, Duration running) {

  /**
   * How long this is after an earlier moment of the same process, however the wall clock jumped.
   */
  public Duration since(Moment earlier) {
    return running.minus(earlier.running);
  }

  /** Whether at least so long has gone since an earlier moment of the same process. */
  public boolean isPast(Moment earlier, Duration time) {
    return since(earlier).compareTo(time) >= 0;
  }

  /** The moment so long before. */
  public Moment before(Duration time) {
    return new Moment(wall.minus(time), running.minus(time));
  }

  /** The same of the running clock, as the wall clock of something else called it. */
  public Moment calledBy(Instant other) {
    return new Moment(other.isAfter(wall) ? wall : other, running);
  }

  /**
   * What a wall clock's time that outlived a process stands for in this one: as long ago as it
   * says, and now where it lies ahead. A clock that jumped meanwhile thus shows once: a day
   * forwards lets what waits come early, a day backwards lets it wait once more in full.
   */
  public Moment at(Instant then) {
    return then.isAfter(wall) ? this : before(Duration.between(then, wall));
  }
}

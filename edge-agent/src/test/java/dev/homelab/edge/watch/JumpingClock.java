package dev.homelab.edge.watch;

import dev.homelab.clock.Moment;
import dev.homelab.clock.MomentClock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A wall clock that jumps beside one that only runs on. */
public final class JumpingClock implements InstantSource {
  private volatile Duration ahead = Duration.ZERO;

  /** The moment of a wall clock that has never jumped. */
  public static Moment at(Instant wall) {
    return new Moment(wall, Duration.between(Instant.EPOCH, wall));
  }

  /** From now on ahead of the real time by so much, or behind it. */
  void jump(Duration by) {
    ahead = ahead.plus(by);
  }

  MomentClock both() {
    return MomentClock.beside(this);
  }

  @Override
  public Instant instant() {
    return Instant.now().plus(ahead);
  }
}

package dev.homelab.edge.watch;

import dev.homelab.clock.Moment;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where one condition stands between looks.
 *
 * <pre>
 *   phase    bad                          good
 *   WELL     SUSPECT                      WELL
 *   SUSPECT  ILL after badLooks: OPENED   WELL
 *   ILL      ILL; another trouble, or     MENDING
 *            silent for long: TOLD
 *   MENDING  ILL                          WELL after goodLooks: ENDED
 * </pre>
 *
 * @param streak looks in a row that support a change
 * @param since the first bad look of this trouble, as the wall clock said then
 * @param sameness of what was told last
 * @param toldAt when it was told last
 */
public record Standing(
    Phase phase, int streak, @Nullable Instant since, String sameness, @Nullable Moment toldAt) {

  /** A trouble that changes its face is told anew at most this often. */
  static final Duration TELL_AGAIN = Duration.ofMinutes(1);

  static final Standing WELL = new Standing(Phase.WELL, 0, null, "", null);

  /** See the table. */
  public enum Phase {
    WELL,
    SUSPECT,
    ILL,
    MENDING
  }

  /** What a look changed, as it is to be told. */
  public enum Change {
    NONE,
    OPENED,
    TOLD,
    ENDED
  }

  /** The standing after a look, and what is to be told. */
  public record Step(Standing standing, Change change) {}

  /** A condition that was open before the agent was restarted. */
  static Standing held(Instant since, String sameness, Moment toldAt) {
    return new Standing(Phase.ILL, 0, since, sameness, toldAt);
  }

  /** Whether another look is wanted soon. */
  boolean undecided() {
    return phase == Phase.SUSPECT || phase == Phase.MENDING;
  }

  boolean open() {
    return phase == Phase.ILL || phase == Phase.MENDING;
  }

  Step after(Finding finding, Pace pace, Moment now) {
    return finding.bad() ? bad(finding, pace, now) : good(pace);
  }

  private Step bad(Finding finding, Pace pace, Moment now) {
    Instant first = since == null ? now.wall() : since;
    return switch (phase) {
      case WELL, SUSPECT ->
          streak + 1 >= pace.badLooks()
              ? new Step(new Standing(Phase.ILL, 0, first, finding.sameness(), now), Change.OPENED)
              : new Step(new Standing(Phase.SUSPECT, streak + 1, first, "", null), Change.NONE);
      case ILL, MENDING -> {
        yield isDue(finding, now)
            ? new Step(new Standing(Phase.ILL, 0, first, finding.sameness(), now), Change.TOLD)
            : new Step(new Standing(Phase.ILL, 0, first, sameness, toldAt), Change.NONE);
      }
    };
  }

  /** Whether it shows another face, or has not been told for as long as it asks for. */
  private boolean isDue(Finding finding, Moment now) {
    Duration silent = toldAt == null ? null : now.since(toldAt);
    boolean another = !finding.sameness().equals(sameness);
    if (silent == null) {
      return another;
    }
    return (another && silent.compareTo(TELL_AGAIN) >= 0)
        || (finding.repeat().isPositive() && silent.compareTo(finding.repeat()) >= 0);
  }

  private Step good(Pace pace) {
    return switch (phase) {
      case WELL, SUSPECT -> new Step(WELL, Change.NONE);
      case ILL, MENDING ->
          streak + 1 >= pace.goodLooks()
              ? new Step(WELL, Change.ENDED)
              : new Step(
                  new Standing(Phase.MENDING, streak + 1, since, sameness, toldAt), Change.NONE);
    };
  }
}

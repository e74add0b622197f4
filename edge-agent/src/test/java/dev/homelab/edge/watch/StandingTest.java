package dev.homelab.edge.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.clock.Moment;
import dev.homelab.edge.watch.Standing.Change;
import dev.homelab.event.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Hysteresis: bad for N looks before the event, good for M before the recovery. */
class StandingTest {
  private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
  private static final ConditionKey KEY = new ConditionKey("web", "containers_not_running");

  @ParameterizedTest(name = "{2}: {0} gives {1}")
  @CsvSource({
    "b, -, one bad look is no trouble yet",
    "bb, -O, the second opens",
    "bgb, ---, a good look between begins anew",
    "bbbb, -O--, it is told once",
    "bbg, -O-, one good look is no recovery",
    "bbgg, -O-E, the second ends it",
    "bbgbgg, -O---E, a relapse while mending is the same trouble",
    "bbggbb, -O-E-O, afterwards it may open again",
    "gg, --, what is well stays quiet",
  })
  void table(String looks, String told, String sentence) {
    assertThat(play(looks, pace(2, 2))).as(sentence).isEqualTo(told);
  }

  @Property
  void openedAndEndedAlternate(
      @ForAll @Size(max = 60) List<Boolean> looks,
      @ForAll @IntRange(min = 1, max = 4) int bad,
      @ForAll @IntRange(min = 1, max = 4) int good) {
    StringBuilder text = new StringBuilder();
    looks.forEach(look -> text.append(look ? 'b' : 'g'));
    assertThat(play(text.toString(), pace(bad, good)).replace("-", "")).matches("(OE)*O?");
  }

  @ParameterizedTest(name = "another face after {0} s: {1}")
  @CsvSource({"1, NONE", "59, NONE", "61, TOLD"})
  void anotherFaceIsToldAtMostOnceAMinute(int seconds, Change change) {
    Standing ill = Standing.held(START, "redis", JumpingClock.at(START));
    Standing.Step step =
        ill.after(bad("redis,db"), pace(2, 2), JumpingClock.at(START.plusSeconds(seconds)));
    assertThat(step.change()).isEqualTo(change);
    assertThat(step.standing().since()).as("RULES W3: since stays").isEqualTo(START);
  }

  @ParameterizedTest(name = "the same for {0} s, to be repeated every hour: {1}")
  @CsvSource({"60, NONE", "3599, NONE", "3600, TOLD"})
  void whatLastsIsToldAgainAsOftenAsItAsksFor(int seconds, Change change) {
    Standing ill = Standing.held(START, "same", JumpingClock.at(START));
    Finding again = bad("same").repeatedEvery(Duration.ofHours(1));
    assertThat(ill.after(again, pace(2, 2), JumpingClock.at(START.plusSeconds(seconds))).change())
        .isEqualTo(change);
    assertThat(
            ill.after(bad("same"), pace(2, 2), JumpingClock.at(START.plusSeconds(seconds)))
                .change())
        .as("who asks for no repetition is told once")
        .isEqualTo(Change.NONE);
  }

  @ParameterizedTest(name = "a jump of {0} h, {1} s later: {2}")
  @CsvSource({"24, 60, NONE", "-24, 60, NONE", "24, 3600, TOLD", "-24, 3600, TOLD"})
  void aJumpOfTheWallClockRepeatsNothing(int hours, int seconds, Change change) {
    Moment told = JumpingClock.at(START);
    Moment now =
        new Moment(START.plus(Duration.ofHours(hours)), told.running().plusSeconds(seconds));
    Standing ill = Standing.held(START, "same", told);
    Finding again = bad("same").repeatedEvery(Duration.ofHours(1));
    assertThat(ill.after(again, pace(2, 2), now).change()).isEqualTo(change);
    assertThat(ill.after(again, pace(2, 2), now).standing().since()).isEqualTo(START);
  }

  @ParameterizedTest(name = "told {0} h ago by the wall clock before a restart: {1}, then {2}")
  @CsvSource({"1, NONE, NONE", "25, TOLD, NONE", "-24, NONE, NONE"})
  void aJumpDuringARestartShowsOnceAtMost(int hours, Change first, Change second) {
    Moment now = JumpingClock.at(START);
    Moment told = now.at(START.minus(Duration.ofHours(hours)));
    Finding again = bad("same").repeatedEvery(Duration.ofHours(6));
    Standing.Step step = Standing.held(START, "same", told).after(again, pace(2, 2), now);
    assertThat(step.change()).isEqualTo(first);
    Moment later = JumpingClock.at(START.plusSeconds(60));
    assertThat(step.standing().after(again, pace(2, 2), later).change()).isEqualTo(second);
    Moment due = JumpingClock.at(START.plus(Duration.ofHours(6)));
    assertThat(step.standing().after(again, pace(2, 2), due).change()).isEqualTo(Change.TOLD);
  }

  private static String play(String looks, Pace pace) {
    Standing standing = Standing.WELL;
    List<String> told = new ArrayList<>();
    for (int i = 0; i < looks.length(); i++) {
      Finding finding = looks.charAt(i) == 'b' ? bad("same") : Finding.good(KEY);
      Standing.Step step = standing.after(finding, pace, JumpingClock.at(START));
      standing = step.standing();
      told.add(
          switch (step.change()) {
            case NONE -> "-";
            case OPENED -> "O";
            case TOLD -> "T";
            case ENDED -> "E";
          });
    }
    return String.join("", told);
  }

  private static Finding bad(String sameness) {
    return Finding.bad(KEY, Severity.ERROR, "down", sameness, Map.of());
  }

  private static Pace pace(int bad, int good) {
    Duration second = Duration.ofSeconds(1);
    return new Pace(second, second, second, second, bad, good);
  }
}

package dev.homelab.action;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RULES A3: the table of {@link Placement}, row by row. */
class PlacementTest {
  private static final ActionState[] FOLDERS = {
    ActionState.PENDING,
    ActionState.APPROVED,
    ActionState.REJECTED,
    ActionState.CANCELLED,
    ActionState.RUNNING,
    ActionState.COMPLETED,
    ActionState.FAILED
  };

  @ParameterizedTest(name = "RULES A3: content says {0}")
  @CsvSource({
    "-,         SETTLED,   APPROVED, SETTLED,   SETTLED,   AHEAD,   SETTLED, SETTLED",
    "pending,   SETTLED,   APPROVED, REJECTED,  WITHDRAWN, AHEAD,   AHEAD,   AHEAD",
    "approved,  WITHDRAWN, SETTLED,  WITHDRAWN, WITHDRAWN, AHEAD,   AHEAD,   AHEAD",
    "running,   BACK,      BACK,     BACK,      BACK,      SETTLED, AHEAD,   AHEAD",
    "rejected,  BACK,      BACK,     SETTLED,   AHEAD,     BACK,    AHEAD,   AHEAD",
    "cancelled, BACK,      BACK,     AHEAD,     SETTLED,   BACK,    AHEAD,   AHEAD",
    "completed, BACK,      BACK,     AHEAD,     AHEAD,     BACK,    SETTLED, AHEAD",
    "failed,    BACK,      BACK,     AHEAD,     AHEAD,     BACK,    AHEAD,   SETTLED",
  })
  void table(
      String inside,
      Placement pending,
      Placement approved,
      Placement rejected,
      Placement cancelled,
      Placement running,
      Placement completed,
      Placement failed) {
    Placement[] expected = {pending, approved, rejected, cancelled, running, completed, failed};
    Optional<ActionState> state = ActionState.read(inside);
    for (int i = 0; i < FOLDERS.length; i++) {
      assertThat(Placement.of(state, FOLDERS[i]))
          .as("in %s/", FOLDERS[i].text())
          .isEqualTo(expected[i]);
    }
  }
}

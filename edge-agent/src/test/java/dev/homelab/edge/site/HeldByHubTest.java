package dev.homelab.edge.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What of a member's log waits at its gateway, and what the hub has by either way. */
class HeldByHubTest {
  private static final LocalDate OLD = LocalDate.of(2026, 2, 1);
  private static final LocalDate YESTERDAY = LocalDate.of(2026, 3, 1);
  private static final LocalDate TODAY = LocalDate.of(2026, 3, 2);
  private static final TreeMap<LocalDate, Long> NOTHING = new TreeMap<>();

  @Test
  @DisplayName("N1 what the member sent itself before the cut does not wait, of older days nothing")
  void sentByTheMember() {
    assertThat(
            HeldByHub.of(
                List.of(OLD, YESTERDAY, TODAY), new TreeMap<>(Map.of(YESTERDAY, 70L)), NOTHING))
        .contains(Map.of(OLD, Long.MAX_VALUE, YESTERDAY, 70L, TODAY, 0L));
  }

  @Test
  @DisplayName("N1 what the gateway carried counts, too, and the further of both")
  void carried() {
    assertThat(
            HeldByHub.of(
                List.of(YESTERDAY, TODAY),
                new TreeMap<>(Map.of(YESTERDAY, 70L, TODAY, 5L)),
                new TreeMap<>(Map.of(YESTERDAY, 60L, TODAY, 9L))))
        .contains(Map.of(YESTERDAY, 70L, TODAY, 9L));
  }

  @Test
  @DisplayName("S1 where nothing is known, nothing is concluded")
  void unknown() {
    assertThat(HeldByHub.of(List.of(TODAY), NOTHING, NOTHING)).isEmpty();
  }
}

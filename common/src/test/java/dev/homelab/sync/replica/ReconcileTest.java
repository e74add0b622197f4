package dev.homelab.sync.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.sync.replica.Reconcile.Append;
import dev.homelab.sync.replica.Reconcile.AskFrom;
import dev.homelab.sync.replica.Reconcile.Compared;
import dev.homelab.sync.replica.Reconcile.CutBack;
import dev.homelab.sync.replica.Reconcile.Diverged;
import dev.homelab.sync.replica.Reconcile.Held;
import dev.homelab.sync.replica.Reconcile.Nothing;
import dev.homelab.sync.replica.Reconcile.Stale;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of {@link Reconcile}, row by row. */
@DisplayName("Y3 Y4 Y5 what is done with a batch")
class ReconcileTest {
  private static final Held ALL_CERTAIN = new Held(100, 100);
  private static final Held TAIL_UNCERTAIN = new Held(100, 60);

  record Row(String name, Held held, Compared batch, Class<? extends Reconcile> expected) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Compared current(long offset, int count, long end, boolean prefix, int equal) {
    return new Compared(offset, count, end, true, prefix, equal);
  }

  private static Compared old(long offset, int count, long end, boolean prefix, int equal) {
    return new Compared(offset, count, end, false, prefix, equal);
  }

  static Stream<Row> rows() {
    return Stream.of(
        new Row("a gap is asked for", ALL_CERTAIN, current(150, 10, 200, false, 0), AskFrom.class),
        new Row("what follows is new", ALL_CERTAIN, current(100, 10, 200, true, 0), Append.class),
        new Row("an overlap is skipped", ALL_CERTAIN, current(90, 20, 200, true, 10), Append.class),
        new Row("a repetition", ALL_CERTAIN, current(50, 20, 200, true, 20), Nothing.class),
        new Row("an old repetition", ALL_CERTAIN, old(50, 20, 70, true, 20), Nothing.class),
        new Row("other bytes before", ALL_CERTAIN, current(50, 9, 200, false, 0), Diverged.class),
        new Row("other bytes within", ALL_CERTAIN, current(50, 9, 200, true, 3), Diverged.class),
        new Row("an old one with other bytes", ALL_CERTAIN, old(50, 9, 200, true, 3), Stale.class),
        new Row("a shorter day", ALL_CERTAIN, current(50, 20, 70, true, 20), Diverged.class),
        new Row(
            "a tail that differs", TAIL_UNCERTAIN, current(50, 30, 99, true, 15), CutBack.class),
        new Row("a tail too long", TAIL_UNCERTAIN, current(50, 30, 80, true, 30), CutBack.class),
        new Row("behind the tail", TAIL_UNCERTAIN, current(90, 9, 200, false, 0), AskFrom.class),
        new Row("below the tail", TAIL_UNCERTAIN, current(50, 30, 99, true, 5), Diverged.class));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void decides(Row row) {
    assertThat(Reconcile.decide(row.held(), row.batch())).isInstanceOf(row.expected());
  }

  @ParameterizedTest
  @DisplayName("Y2 Y5 what a statement alone means")
  @MethodSource("statements")
  void decidesOnStatement(long end, boolean current, Reconcile expected) {
    assertThat(Reconcile.decide(TAIL_UNCERTAIN, end, current)).isEqualTo(expected);
  }

  static Stream<Object[]> statements() {
    return Stream.of(
            List.of(200L, true, new AskFrom(60)),
            List.of(100L, true, new AskFrom(60)),
            List.of(80L, true, new CutBack(80, 0)),
            List.of(60L, true, new CutBack(60, 0)),
            List.of(50L, true, new Diverged("the node's day has 50 bytes, the copy 100")),
            List.of(50L, false, new Nothing()))
        .map(List::toArray);
  }
}

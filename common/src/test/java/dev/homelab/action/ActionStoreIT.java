package dev.homelab.action;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.action.ActionStore.Creation;
import dev.homelab.disk.FileDisk;
import dev.homelab.disk.Reserve;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The store on real files. */
class ActionStoreIT {
  private static final Proposal RESTART = Actions.restart(1);
  private static final ActionId ID = RESTART.id();

  @TempDir Path root;
  private Instant now = Actions.NOON;

  private ActionStore open() throws IOException {
    FileDisk disk = new FileDisk();
    return ActionStore.open(disk, root, new Reserve(disk, root.resolve("reserve")), () -> now);
  }

  private Path file(ActionState state) {
    return root.resolve("actions").resolve(state.text()).resolve(ID + ".json");
  }

  @Test
  @DisplayName("RULES A2, A3: of copies in two folders the furthest is kept")
  void copies() throws Exception {
    ActionStore store = open();
    assertThat(store.create(Actions.pending(RESTART))).isInstanceOf(Creation.Created.class);
    Files.copy(file(ActionState.PENDING), file(ActionState.APPROVED));
    List<Sighting> seen = store.scan();
    assertThat(file(ActionState.PENDING)).doesNotExist();
    assertThat(seen)
        .singleElement()
        .isInstanceOfSatisfying(
            Sighting.Found.class,
            found -> {
              assertThat(found.action().state()).isEqualTo(ActionState.APPROVED);
              assertThat(found.inside()).contains(ActionState.PENDING);
            });
  }

  @Test
  @DisplayName("RULES A3: whoever comes second has lost")
  void secondClaimLoses() throws Exception {
    ActionStore one = open();
    ActionStore two = open();
    assertThat(one.create(Actions.in(ActionState.APPROVED, RESTART)))
        .isInstanceOf(Creation.Created.class);
    Command start = new Command.Start();
    assertThat(one.change(ID, action -> Lifecycle.next(action, start, now)).orElseThrow())
        .isInstanceOf(Verdict.Moved.class);
    assertThat(two.change(ID, action -> Lifecycle.next(action, start, now)).orElseThrow())
        .isInstanceOf(Verdict.Refused.class);
    Files.delete(file(ActionState.RUNNING));
    assertThat(two.change(ID, action -> Lifecycle.next(action, start, now))).isEmpty();
  }

  @Test
  @DisplayName("RULES A1: a file that is just being written is not set aside; one that stays so is")
  void halfWritten() throws Exception {
    ActionStore store = open();
    String whole = new String(ActionJson.write(Actions.pending(RESTART)), StandardCharsets.UTF_8);
    Files.writeString(file(ActionState.PENDING), whole.substring(0, 50));
    assertThat(store.scan()).isEmpty();
    Files.writeString(file(ActionState.PENDING), whole);
    now = now.plusSeconds(5);
    assertThat(store.scan()).singleElement().isInstanceOf(Sighting.Found.class);
    Files.writeString(file(ActionState.PENDING), "{");
    assertThat(store.read(ID)).isEmpty();
    now = now.plusSeconds(5);
    assertThat(store.read(ID)).isEmpty();
    assertThat(root.resolve("actions/pending/" + ID + ".error")).content().contains("no JSON");
    Files.move(
        root.resolve("actions/pending/" + ID + ".malformed"), root.resolve("kept-by-a-person"));
    Files.writeString(file(ActionState.PENDING), whole);
    assertThat(store.scan()).hasSize(2);
    assertThat(root.resolve("actions/pending/" + ID + ".error")).doesNotExist();
  }

  @Test
  @DisplayName("SPEC: ended actions move to a monthly file after 90 days, and their ids stay taken")
  void archive() throws Exception {
    ActionStore store = open();
    assertThat(store.create(Actions.in(ActionState.COMPLETED, RESTART)))
        .isInstanceOf(Creation.Created.class);
    now = Actions.NOON.plus(Duration.ofDays(89));
    assertThat(store.archive()).isZero();
    now = Actions.NOON.plus(Duration.ofDays(91));
    assertThat(store.archive()).isEqualTo(1);
    assertThat(file(ActionState.COMPLETED)).doesNotExist();
    assertThat(root.resolve("actions/archive/2026-03.jsonl")).content().contains(RESTART.hash());
    assertThat(store.create(Actions.pending(RESTART)))
        .isEqualTo(new Creation.Exists(ActionState.COMPLETED));
    assertThat(store.scan()).isEmpty();
  }
}

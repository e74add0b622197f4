package dev.homelab.action;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.action.ActionStore.Creation;
import dev.homelab.disk.Reserve;
import dev.homelab.event.NodeId;
import dev.homelab.event.Subject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * The store against a model, with a crash before any operation of the disk (RULES A3). More runs
 * with {@code -Dhomelab.seeds=N}.
 */
class ActionStoreCrashTest {
  private static final int SEEDS = Integer.getInteger("homelab.seeds", 500);
  private static final Path ROOT = Path.of("/node");
  private static final InstantSource CLOCK = InstantSource.fixed(Actions.NOON);

  @Test
  @DisplayName("RULES A3: no crash loses an action, or leaves it in two states")
  void everyCrash() throws Exception {
    for (long seed = 0; seed < SEEDS; seed++) {
      try {
        new Run(seed, false).play();
      } catch (AssertionError | RuntimeException | IOException failed) {
        throw new AssertionError("seed " + seed, failed);
      }
    }
  }

  @Test
  @DisplayName("RULES A3: a claim needs no free block")
  void fullDisk() throws Exception {
    for (long seed = 0; seed < SEEDS / 5; seed++) {
      try {
        new Run(seed, true).play();
      } catch (AssertionError | RuntimeException | IOException failed) {
        throw new AssertionError("seed " + seed, failed);
      }
    }
  }

  /** One life of a store: random commands, crashes in between, and what must be true. */
  private static final class Run {
    private final Random random;
    private final boolean fills;
    private final CrashDisk disk;
    private final Reserve reserve;
    private final Map<ActionId, ActionState> atLeast = new HashMap<>();
    private final Map<ActionId, ActionState> attempted = new HashMap<>();
    private int made;

    Run(long seed, boolean fills) {
      random = new Random(seed);
      this.fills = fills;
      disk = new CrashDisk(random, CLOCK);
      reserve = new Reserve(disk, Path.of("/node/state/reserve"), 2_048);
      disk.createDirectory(Path.of("/"));
      disk.createDirectory(ROOT);
      disk.createDirectory(Path.of("/node/state"));
    }

    void play() throws IOException {
      for (int life = 0; life < 6; life++) {
        disk.dieAfter(random.nextInt(400));
        try {
          ActionStore store = ActionStore.open(disk, ROOT, reserve, CLOCK);
          boolean fill = fills && random.nextInt(4) > 0;
          for (int step = 0; step < 12; step++) {
            if (fill && step == 3) {
              disk.full(true);
            }
            command(store);
          }
        } catch (CrashDisk.Died died) {
          // That is what this is about; the next life begins.
        } finally {
          disk.restart();
          disk.full(false);
        }
        check();
      }
    }

    private void command(ActionStore store) throws IOException {
      List<ActionId> ids = new ArrayList<>(atLeast.keySet());
      if (ids.isEmpty() || random.nextInt(4) == 0) {
        create(store);
      } else if (random.nextInt(6) == 0) {
        List<Sighting> seen = store.scan();
        assertThat(seen).noneMatch(Sighting.SetAside.class::isInstance);
      } else {
        advance(store, ids.get(random.nextInt(ids.size())));
      }
    }

    private void create(ActionStore store) throws IOException {
      Subject subject = new Subject(NodeId.of("vps"), "s" + made++);
      Action action = Actions.pending(Actions.restart(subject, 1));
      try {
        if (store.create(action) instanceof Creation.Created) {
          atLeast.put(action.id(), ActionState.PENDING);
        }
      } catch (IOException full) {
        assertThat(full).hasMessageContaining("No space");
      }
    }

    private void advance(ActionStore store, ActionId id) throws IOException {
      Command[] commands = {
        new Command.Start(),
        new Command.Complete(Result.NONE),
        new Command.Fail(Result.NONE),
        new Command.Reject("cli", "no"),
        new Command.Cancel("cli", "no")
      };
      boolean approves = random.nextBoolean();
      int chosen = random.nextInt(commands.length);
      Optional<Verdict> verdict =
          store.change(
              id,
              action -> {
                Command command = approves ? Actions.approval(action.proposal()) : commands[chosen];
                Verdict next = Lifecycle.next(action, command, Actions.NOON);
                attempted.put(id, next.action().state());
                return next;
              });
      assertThat(verdict).as("%s was lost", id).isPresent();
      ActionState reached = verdict.get().action().state();
      assertThat(atLeast.get(id).isBeyond(reached)).as("%s went back", id).isFalse();
      atLeast.put(id, reached);
    }

    private void check() throws IOException {
      ActionStore store = ActionStore.open(disk, ROOT, reserve, CLOCK);
      List<Sighting> seen = store.scan();
      assertThat(seen).as("nothing is malformed").allMatch(Sighting.Found.class::isInstance);
      for (Map.Entry<ActionId, ActionState> entry : atLeast.entrySet()) {
        ActionId id = entry.getKey();
        long copies =
            java.util.Arrays.stream(ActionState.values())
                .filter(state -> holds(store, state, id))
                .count();
        assertThat(copies).as("folders that hold %s", id).isEqualTo(1);
        ActionState now = store.read(id).orElseThrow().state();
        assertThat(List.of(entry.getValue(), attempted.getOrDefault(id, entry.getValue())))
            .as("state of %s after the crash", id)
            .contains(now);
        entry.setValue(now);
      }
    }

    private static boolean holds(ActionStore store, ActionState state, ActionId id) {
      try {
        return store.ids(state).contains(id);
      } catch (IOException impossible) {
        throw new AssertionError(impossible);
      }
    }
  }
}

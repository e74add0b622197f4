package dev.homelab.launch;

import dev.homelab.inventory.Checkout;
import dev.homelab.inventory.Inventory;
import dev.homelab.inventory.Kept;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * The inventory of a checkout, read again when its HEAD moves; the last good one stays where a new
 * one does not check. On the event loop that made it.
 */
public final class RepositoryWatch {
  private static final System.Logger LOG = System.getLogger(RepositoryWatch.class.getName());
  private static final long LOOK_MILLIS = 2_000;

  private final Vertx vertx;
  private final Path repo;
  private volatile Kept kept;
  private Optional<String> seen;
  private boolean looking;

  private record Look(Inventory.Reading reading, Optional<Checkout.Revision> revision) {}

  /** Begins with what was read at the start. */
  public RepositoryWatch(
      Vertx vertx, Path repo, Inventory first, Optional<Checkout.Revision> revision) {
    this.vertx = vertx;
    this.repo = repo;
    this.kept = new Kept(first, revision, List.of());
    this.seen = revision.map(Checkout.Revision::commit);
  }

  public Kept kept() {
    return kept;
  }

  public Inventory inventory() {
    return kept.inventory();
  }

  /** Begins to look; tells what was kept before and what is kept now after each move of HEAD. */
  public void start(BiConsumer<Kept, Kept> moved) {
    long timer = vertx.setPeriodic(LOOK_MILLIS, id -> look(moved));
    LOG.log(Level.TRACE, "looks by timer {0}", timer);
  }

  private void look(BiConsumer<Kept, Kept> moved) {
    if (looking) {
      return;
    }
    looking = true;
    vertx
        .executeBlocking(this::readIfMoved)
        .onSuccess(look -> look.ifPresent(it -> take(it, moved)))
        .onFailure(failed -> LOG.log(Level.WARNING, "the checkout: " + failed.getMessage()))
        .onComplete(done -> looking = false);
  }

  private Optional<Look> readIfMoved() throws IOException {
    Optional<Checkout.Revision> now = new Checkout(repo).revision();
    return now.map(Checkout.Revision::commit).equals(seen)
        ? Optional.empty()
        : Optional.of(new Look(Inventory.read(repo), now));
  }

  private void take(Look look, BiConsumer<Kept, Kept> moved) {
    seen = look.revision().map(Checkout.Revision::commit);
    Kept before = kept;
    kept = before.read(look.reading(), look.revision());
    moved.accept(before, kept);
  }
}

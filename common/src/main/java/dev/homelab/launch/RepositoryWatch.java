package dev.homelab.launch;

import dev.homelab.inventory.Checkout;
import dev.homelab.inventory.Inventory;
import dev.homelab.inventory.Kept;
import dev.homelab.supervision.Part;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * The inventory of a checkout, read again when its HEAD moves; the last good one stays where a new
 * one does not check.
 */
public final class RepositoryWatch implements Part {
  private static final System.Logger LOG = System.getLogger(RepositoryWatch.class.getName());
  private static final long LOOK_MILLIS = 2_000;

  private final Vertx vertx;
  private final Path repo;
  private volatile Kept kept;
  private Optional<String> seen;
  private BiConsumer<Kept, Kept> moved = (before, now) -> {};
  private boolean looking;
  private long timer = -1;

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

  /** Sets who is told, after each move of HEAD, what was kept before and what is kept now. */
  public void onMoved(BiConsumer<Kept, Kept> listener) {
    moved = listener;
  }

  @Override
  public String name() {
    return "repository";
  }

  /** Begins to look. */
  @Override
  public Future<Void> start() {
    looking = false;
    timer = vertx.setPeriodic(LOOK_MILLIS, id -> look());
    return Future.succeededFuture();
  }

  @Override
  public Future<Void> stop() {
    vertx.cancelTimer(timer);
    return Future.succeededFuture();
  }

  private void look() {
    if (looking) {
      return;
    }
    looking = true;
    vertx
        .executeBlocking(this::readIfMoved)
        .onSuccess(look -> look.ifPresent(this::take))
        .onFailure(failed -> LOG.log(Level.WARNING, "the checkout: " + failed.getMessage()))
        .onComplete(done -> looking = false);
  }

  private Optional<Look> readIfMoved() throws IOException {
    Optional<Checkout.Revision> now = new Checkout(repo).revision();
    return now.map(Checkout.Revision::commit).equals(seen)
        ? Optional.empty()
        : Optional.of(new Look(Inventory.read(repo), now));
  }

  private void take(Look look) {
    seen = look.revision().map(Checkout.Revision::commit);
    Kept before = kept;
    kept = before.read(look.reading(), look.revision());
    moved.accept(before, kept);
  }
}

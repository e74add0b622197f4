package dev.homelab.launch;

import dev.homelab.inventory.Checkout;
import dev.homelab.inventory.Inventory;
import dev.homelab.inventory.Kept;
import dev.homelab.inventory.LastGood;
import dev.homelab.supervision.Beat;
import dev.homelab.supervision.Part;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * The inventory of a checkout, read again when its HEAD moves; the last good one stays where a new
 * one does not check.
 */
public final class RepositoryWatch implements Part {
  private static final System.Logger LOG = System.getLogger(RepositoryWatch.class.getName());
  private static final Duration LOOK = Duration.ofSeconds(5);

  private final Vertx vertx;
  private final Path repo;
  private final LastGood lastGood;
  private volatile Kept kept;
  private Optional<String> seen;
  private BiConsumer<Kept, Kept> moved = (before, now) -> {};
  private boolean looking;
  private long timer = -1;

  private record Look(Inventory.Reading reading, Optional<Checkout.Revision> revision) {}

  /** Begins with what was read at the start. */
  public RepositoryWatch(Vertx vertx, Path repo, FirstReading first, LastGood lastGood) {
    this.vertx = vertx;
    this.repo = repo;
    this.lastGood = lastGood;
    this.kept = first.kept();
    this.seen = first.seen();
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
    timer = Beat.every(vertx, LOOK, id -> look());
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
    if (now.map(Checkout.Revision::commit).equals(seen)) {
      return Optional.empty();
    }
    Inventory.Reading reading = Inventory.read(repo);
    if (reading.inventory().isPresent()) {
      FirstReading.keep(lastGood, repo, now);
    }
    return Optional.of(new Look(reading, now));
  }

  private void take(Look look) {
    seen = look.revision().map(Checkout.Revision::commit);
    Kept before = kept;
    kept = before.read(look.reading(), look.revision());
    moved.accept(before, kept);
  }
}

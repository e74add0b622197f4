package dev.homelab.edge.alone;

import dev.homelab.slice.Slice;
import dev.homelab.slice.SliceDocument;
import dev.homelab.supervision.Worker;
import dev.homelab.sync.VerifyKey;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.Optional;

/** The slice that the node holds, on disk and in memory (RULES N3). */
public final class KeptSlice {
  private static final System.Logger LOG = System.getLogger(KeptSlice.class.getName());

  private final SliceFile file;
  private final Worker worker;
  private volatile Optional<SliceDocument> held = Optional.empty();

  /** Holds none until it is loaded. */
  public KeptSlice(Vertx vertx, SliceFile file) {
    this.file = file;
    this.worker = new Worker(vertx, "slice");
  }

  /**
   * Reads what an earlier process kept. Succeeds also where there is nothing to read, or nothing
   * that this hub signed; fails where the disk does.
   */
  public Future<Void> load(VerifyKey hub) {
    return worker.run(
        () -> {
          if (held.isEmpty()) {
            held = file.read(hub);
          }
          return null;
        });
  }

  /**
   * Takes a slice out of an answer. Succeeds with whether it is held now: one that is older,
   * another node's, or not the hub's is not. Where the disk fails it is held in memory.
   */
  public Future<Boolean> take(String text, VerifyKey hub) {
    return worker.run(
        () -> {
          Optional<SliceDocument> newer = file.newer(text, hub, held);
          if (newer.isEmpty()) {
            LOG.log(Level.WARNING, "a slice that is not the hub's, or not newer, was not taken");
            return false;
          }
          held = newer;
          try {
            file.write(text);
          } catch (IOException later) {
            LOG.log(Level.WARNING, "the slice can't be kept: " + later.getMessage());
          }
          return true;
        });
  }

  /** What a poll says of it; empty while none is held. */
  public String tag() {
    return held.map(SliceDocument::tag).orElse("");
  }

  public Optional<Slice> slice() {
    return held.map(SliceDocument::slice);
  }
}

package dev.homelab.launch;

import dev.homelab.inventory.Checkout;
import dev.homelab.inventory.Inventory;
import dev.homelab.inventory.Kept;
import dev.homelab.inventory.LastGood;
import dev.homelab.yaml.Fault;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a process starts from: the checkout where it checks, else the last one that did, so that one
 * bad commit and a power cut leave no node without its watchers.
 *
 * @param kept what is acted on
 * @param seen the checkout's own commit, whether it checks or not
 * @param before what was acted on before the start, where that is known
 */
public record FirstReading(Kept kept, Optional<String> seen, Optional<Inventory> before) {
  private static final System.Logger LOG = System.getLogger(FirstReading.class.getName());

  /** What came of it: empty where neither the checkout nor a copy checks; and all faults. */
  public record Outcome(Optional<FirstReading> reading, List<Fault> faults) {}

  /** Reads the checkout, and keeps a copy of it where it checks. Blocks. */
  public static Outcome of(Path repo, LastGood lastGood) throws IOException {
    Optional<Checkout.Revision> revision = new Checkout(repo).revision();
    Optional<String> seen = revision.map(Checkout.Revision::commit);
    Inventory.Reading reading = Inventory.read(repo);
    if (reading.inventory().isPresent()) {
      Kept kept = new Kept(reading.inventory().get(), revision, List.of());
      return new Outcome(
          Optional.of(new FirstReading(kept, seen, before(repo, kept, lastGood))), List.of());
    }
    return new Outcome(
        lastGood
            .read()
            .map(
                it ->
                    new FirstReading(
                        it.read(reading, revision), seen, Optional.of(it.inventory()))),
        reading.faults());
  }

  /** A copy of the same commit is the same, and need be neither read nor made again. */
  private static Optional<Inventory> before(Path repo, Kept kept, LastGood lastGood)
      throws IOException {
    Optional<String> commit = kept.revision().map(Checkout.Revision::commit);
    if (commit.isPresent() && commit.equals(lastGood.commit())) {
      return Optional.of(kept.inventory());
    }
    Optional<Inventory> before = lastGood.read().map(Kept::inventory);
    keep(lastGood, repo, kept.revision());
    return before;
  }

  /** Without a copy a process works as well, until its next start. */
  static void keep(LastGood lastGood, Path repo, Optional<Checkout.Revision> revision) {
    try {
      lastGood.keep(repo, revision);
    } catch (IOException unkept) {
      LOG.log(Level.WARNING, "no copy of the repository: " + unkept.getMessage());
    }
  }
}

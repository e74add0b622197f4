package dev.homelab.edge.cli;

import dev.homelab.edge.lab.LabLayout;
import dev.homelab.edge.lab.LabRemote;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;

@Command(
    name = "down",
    description = "Ends a lab: its agents, its hub, its services. Everything it wrote stays.",
    footer = {"  homelab down", "  homelab down --lab /tmp/lab"})
final class DownCommand extends MeshCommand {
  private static final int PATIENCE_SECONDS = 60;
  private static final int LOOK_MILLIS = 100;

  @Override
  void run() {
    LabLayout layout = place().lab();
    LabRemote lab = new LabRemote(layout);
    if (!lab.isUp()) {
      terminal().print("no lab is up at " + layout.root());
      return;
    }
    lab.order("down", Map.of());
    try {
      awaitEnd(lab);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("interrupted", interrupted);
    }
    terminal().print("the lab at %s is down".formatted(layout.root()));
  }

  private void awaitEnd(LabRemote lab) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    long announce = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
    boolean told = false;
    while (lab.isUp()) {
      if (System.nanoTime() > end) {
        throw new CommandFailure(
            "the lab is still ending after %d s; look at its up".formatted(PATIENCE_SECONDS));
      }
      if (!told && System.nanoTime() > announce) {
        terminal().note("waiting for the lab to end …");
        told = true;
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }
  }
}

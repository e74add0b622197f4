package dev.homelab.edge.cli;

import dev.homelab.edge.lab.Installation;
import dev.homelab.edge.lab.LabEngines;
import dev.homelab.edge.lab.LabHub;
import dev.homelab.edge.lab.LabLayout;
import dev.homelab.edge.lab.LabPlan;
import dev.homelab.edge.lab.LabSettings;
import dev.homelab.edge.lab.RunningLab;
import dev.homelab.edge.lab.ServiceRuntime;
import dev.homelab.event.NodeId;
import dev.homelab.inventory.Inventory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "up",
    description = {
      "Starts the whole mesh on this machine; Ctrl-C ends it, up again goes on.",
      "It has the hub, an agent for each node of the inventory, and something small that stands",
      "for each service. Without other options everything lies in .lab."
    },
    footer = {
      "  homelab up",
      "  homelab up --nodes chelsty-infra,vps --port 18200 --lab /tmp/lab",
      "  homelab up --runtime docker",
      "  homelab up --detach && homelab status"
    })
final class UpCommand extends MeshCommand {
  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "18180",
      description = "of the hub, on loopback (default: ${DEFAULT-VALUE})")
  private int port = 18_180;

  @Option(
      names = "--runtime",
      paramLabel = "RUNTIME",
      defaultValue = "process",
      description = "what services run as: process or docker (default: ${DEFAULT-VALUE})")
  private ServiceRuntime runtime = ServiceRuntime.PROCESS;

  @Option(
      names = "--nodes",
      paramLabel = "NODE",
      split = ",",
      description = "agents of these nodes only")
  private List<String> nodes = List.of();

  @Option(
      names = "--alone-after",
      paramLabel = "TIME",
      converter = Spans.class,
      defaultValue = "2m",
      description = {
        "how long the hub may owe a node an answer before it is alone",
        "(default: ${DEFAULT-VALUE})"
      })
  private Duration aloneAfter = Duration.ofMinutes(2);

  @Option(names = "--detach", description = "come back when it is up, and leave it running")
  private boolean detach;

  @Override
  void run() {
    LabSettings settings = settings();
    if (detach) {
      new DetachedUp(settings, terminal()).run();
      return;
    }
    LabHub hub = new HubDesk(settings.layout(), port, terminal());
    LabPlan plan = plan(settings.installation().home());
    long start = System.nanoTime();
    RunningLab lab =
        RunningLab.up(
            settings,
            plan,
            hub,
            LabEngines.ofEnvironment(System.getenv().getOrDefault("DOCKER_HOST", "")),
            terminal()::note);
    Thread end = new Thread(lab::close, "down");
    Runtime.getRuntime().addShutdownHook(end);
    announce(hub, (System.nanoTime() - start) / 1_000_000);
    try {
      lab.awaitDown();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    lab.close();
  }

  private LabSettings settings() {
    LabLayout layout = place().lab();
    try {
      return new LabSettings(
          layout,
          Installation.ofProcess(),
          port,
          runtime,
          nodes.stream().map(NodeId::of).toList(),
          aloneAfter);
    } catch (IllegalArgumentException illegal) {
      throw wrongUsage(String.valueOf(illegal.getMessage()));
    }
  }

  private static LabPlan plan(Path repository) {
    Inventory.Reading reading = Inventory.read(repository);
    return reading
        .inventory()
        .map(LabPlan::of)
        .orElseThrow(
            () ->
                new CommandFailure(
                    "the repository has %d faults, such as %s; see all with: homelab check"
                        .formatted(reading.faults().size(), reading.faults().getFirst())));
  }

  /** The last line is the link, so that a person finds it and a script may take it. */
  private void announce(LabHub hub, long millis) {
    String link = hub.signInLink();
    terminal().note("up after %.1f s; Ctrl-C or homelab down ends it".formatted(millis / 1000.0));
    terminal().print("dashboard  http://127.0.0.1:" + port);
    terminal().print("sign in    " + link + "   (once, within 15 minutes)");
  }
}

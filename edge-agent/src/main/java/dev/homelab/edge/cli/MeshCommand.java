package dev.homelab.edge.cli;

import dev.homelab.event.EventJson;
import dev.homelab.event.NodeId;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What every command has: the terminal, the place where it works, and a hub to ask. */
abstract class MeshCommand implements Callable<Integer> {
  /** The hub takes no longer silence or acknowledgement. */
  private static final Duration LONGEST = Duration.ofDays(30);

  @Spec private CommandSpec spec = CommandSpec.create();

  /** Does the command's work; a {@link CommandFailure} is what could not be done. */
  abstract void run();

  @Override
  public Integer call() {
    run();
    return CommandLine.ExitCode.OK;
  }

  Homelab homelab() {
    return (Homelab) spec.root().userObject();
  }

  Terminal terminal() {
    return homelab().terminal();
  }

  Place place() {
    return homelab().place();
  }

  HubClient hub() {
    return new HubClient(place().hub(), terminal());
  }

  /**
   * The span of an option in minutes, in which the hub counts.
   *
   * @throws ParameterException if it is none of 1 minute to 30 days, or ends within a minute
   */
  long minutes(String option, Duration span) {
    if (span.isZero() || span.toSeconds() % 60 != 0 || span.compareTo(LONGEST) > 0) {
      throw wrongUsage(
          "%s %s must be 1m to 30d, in whole minutes".formatted(option, Spans.text(span)));
    }
    return span.toMinutes();
  }

  /**
   * The node of an option, which may be left out on a real node.
   *
   * @throws ParameterException if it is left out in a lab, or the machine has no name
   */
  NodeId nodeNamed(String option) {
    if (!option.isEmpty()) {
      return NodeId.of(option);
    }
    if (place().labFile().isPresent()) {
      throw wrongUsage("in a lab, name the node: --node NODE");
    }
    try {
      return NodeId.of(InetAddress.getLocalHost().getHostName().replaceFirst("\\..*", ""));
    } catch (UnknownHostException nameless) {
      throw wrongUsage("this machine has no name; name the node: --node NODE");
    }
  }

  /** What the command line itself can't express; exit code 2. */
  ParameterException wrongUsage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  void printJson(Map<String, ?> document) {
    terminal().print(new String(EventJson.pretty(document), StandardCharsets.UTF_8));
  }

  /** The people's zone, as the hub states it. */
  ZoneId zone(HubClient hub) {
    Object zone = Json.object(hub.get("/me"), "server").get("zone");
    return zone instanceof String name && ZoneId.getAvailableZoneIds().contains(name)
        ? ZoneId.of(name)
        : ZoneId.systemDefault();
  }

  /** A table, or a sentence where it has no rows. */
  void print(Table table, String whenEmpty) {
    if (table.isEmpty()) {
      terminal().print(whenEmpty);
    } else {
      table.print(terminal());
    }
  }

  static List<Map<String, Object>> objects(Map<String, Object> document, String member) {
    return Json.objects(document, member);
  }
}

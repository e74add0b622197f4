package dev.homelab.hub;

import dev.homelab.action.ActionFact;
import dev.homelab.event.EventJson;
import dev.homelab.event.NodeId;
import dev.homelab.hub.observer.UnknownNodes;
import dev.homelab.log.LogLine;
import dev.homelab.view.WorldEndpoints;
import dev.homelab.web.LiveStream;
import io.vertx.core.Future;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Who hears of the lines that were folded: the counts, the screens, and the queue of actions. */
record LogLines(
    Tally tally,
    UnknownNodes unknown,
    LiveStream stream,
    WorldEndpoints worlds,
    OpenActions actions) {
  private static final System.Logger LOG = System.getLogger(LogLines.class.getName());

  /**
   * Reads them, on the caller's worker.
   *
   * @param live whether they are new, and not read again
   * @return tells of them, on the event loop; succeeds when the actions are known
   */
  Supplier<Future<Void>> told(NodeId logNode, List<LogLine> lines, boolean live) {
    List<ActionFact> facts = each(lines, line -> ActionFact.read(line.event(), logNode));
    boolean heard = live && stream.isHeard();
    List<byte[]> shown =
        heard
            ? each(lines, line -> Optional.of(EventJson.bytes(worlds.event(line.event()))))
            : List.of();
    Set<NodeId> named =
        lines.stream().map(line -> line.event().subject().node()).collect(Collectors.toSet());
    int count = lines.size();
    return () -> {
      tally.lines(logNode, count);
      unknown.named(logNode, named);
      if (heard) {
        stream.sendAll("event", shown);
      } else if (live) {
        stream.skip(count);
      }
      return Future.join(facts.stream().map(actions::told).toList()).mapEmpty();
    };
  }

  /** A line that can't be told is passed over: those behind it are told (RULES L4). */
  private static <T> List<T> each(List<LogLine> lines, Function<LogLine, Optional<T>> of) {
    List<T> all = new ArrayList<>(lines.size());
    for (LogLine line : lines) {
      try {
        of.apply(line).ifPresent(all::add);
      } catch (RuntimeException unfit) {
        LOG.log(Level.WARNING, "the line at " + line.at() + " can't be told", unfit);
      }
    }
    return all;
  }
}

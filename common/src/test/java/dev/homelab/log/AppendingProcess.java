package dev.homelab.log;

import dev.homelab.disk.FileDisk;
import dev.homelab.event.Event;
import dev.homelab.event.NodeId;
import dev.homelab.event.Severity;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * Appends groups of events until it is killed, and prints the last of each group that is durable.
 */
final class AppendingProcess {
  private AppendingProcess() {}

  public static void main(String[] words) throws Exception {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    NodeId node = NodeId.of("piha");
    long next = Long.parseLong(words[1]);
    try (EventLog log =
        EventLog.open(
            new FileDisk(), Path.of(words[0]), node, LogSettings.DEFAULT, InstantSource.system())) {
      while (true) {
        List<Event> group = new ArrayList<>();
        for (int i = 0; i < 1 + next % 7; i++) {
          group.add(
              Event.of(node, "stability-agent", "killed", Severity.INFO)
                  .message(String.valueOf(next + i))
                  .at(InstantSource.system().instant()));
        }
        log.append(group);
        next += group.size();
        out.println(next - 1);
      }
    }
  }
}

package dev.homelab.edge.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.edge.watch.Watcher;
import dev.homelab.event.EventTypes;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.StringEntry;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** `lab break` against what the watchers' own code can tell. */
class EveryTroubleTest {
  private static final List<String> WATCHERS =
      List.of("dev/homelab/edge/watch", "dev/homelab/edge/homeassistant");

  /** Ends, and what is said although nothing is wrong. */
  private static final Set<String> NO_TROUBLE =
      Set.of(
          EventTypes.SERVICE_RECOVERED,
          EventTypes.HA_WEBSOCKET_RECOVERED,
          EventTypes.CHECKS_CONFIRMED);

  @Test
  @DisplayName("Each type of event that a watcher tells of trouble is caused by some kind of break")
  void eachTypeIsCaused() throws Exception {
    Set<String> told = told();
    assertThat(told)
        .as("types that the watchers name")
        .contains(EventTypes.DISK_PRESSURE, EventTypes.HA_TOKEN_REFUSED);
    Set<String> caused =
        Stream.concat(
                Stream.of(HostTrouble.values()).map(HostTrouble::type),
                Stream.of(BreakKind.values()).map(BreakKind::type))
            .collect(Collectors.toSet());
    told.removeAll(NO_TROUBLE);
    assertThat(caused).containsAll(told);
  }

  /** The types of events whose names stand as constants in the code of the watchers. */
  private static Set<String> told() throws IOException, URISyntaxException {
    Path classes =
        Path.of(Watcher.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Set<String> told = new TreeSet<>();
    for (String folder : WATCHERS) {
      try (Stream<Path> files = Files.list(classes.resolve(folder))) {
        for (Path file : files.filter(EveryTroubleTest::isWatchers).toList()) {
          told.addAll(constants(file));
        }
      }
    }
    told.retainAll(EventTypes.ALL);
    return told;
  }

  /** What stands in for a machine in a lab tells what a lab causes. */
  private static boolean isWatchers(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.endsWith(".class") && !name.startsWith("StandIn");
  }

  private static Set<String> constants(Path file) throws IOException {
    Iterable<PoolEntry> pool = ClassFile.of().parse(file).constantPool();
    return StreamSupport.stream(pool.spliterator(), false)
        .filter(StringEntry.class::isInstance)
        .map(entry -> ((StringEntry) entry).stringValue())
        .collect(Collectors.toSet());
  }
}

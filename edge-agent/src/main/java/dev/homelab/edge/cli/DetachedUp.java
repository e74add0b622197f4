package dev.homelab.edge.cli;

import dev.homelab.edge.lab.LabLayout;
import dev.homelab.edge.lab.LabSettings;
import dev.homelab.event.NodeId;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Runs {@code up} in a process of its own and passes on what it says until it is up. */
record DetachedUp(LabSettings settings, Terminal terminal) {
  /** With this the announcement of {@code up} ends. */
  private static final String LAST = "sign in ";

  private static final int LOOK_MILLIS = 100;
  private static final int START_SECONDS = 180;

  void run() {
    try {
      Path log = log();
      Process up =
          new ProcessBuilder(words())
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .redirectOutput(log.toFile())
              .redirectErrorStream(true)
              .start();
      follow(up, log);
    } catch (IOException failed) {
      throw new CommandFailure(
          "the lab's folder %s can't be used: %s"
              .formatted(settings.layout().root(), failed.getMessage()),
          failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private Path log() throws IOException {
    LabLayout layout = settings.layout();
    Files.createDirectories(layout.root());
    return Files.createTempFile(layout.root(), "up-", ".log");
  }

  /** The same program, deaf to what the terminal sends to everyone. */
  private List<String> words() {
    List<String> words =
        new ArrayList<>(List.of("/bin/sh", "-c", "trap '' INT HUP; exec \"$@\"", "up"));
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    words.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    words.addAll(List.of("up", "--lab", settings.layout().root().toString()));
    words.addAll(List.of("--port", Integer.toString(settings.port())));
    words.addAll(List.of("--runtime", settings.runtime().text()));
    words.addAll(List.of("--alone-after", settings.aloneAfter().toSeconds() + "s"));
    if (!settings.nodes().isEmpty()) {
      words.add("--nodes");
      words.add(settings.nodes().stream().map(NodeId::name).collect(Collectors.joining(",")));
    }
    return words;
  }

  private void follow(Process up, Path log) throws IOException, InterruptedException {
    int told = 0;
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (System.nanoTime() < end) {
      boolean gone = up.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      List<String> lines = wholeLines(log);
      for (String line : lines.subList(told, lines.size())) {
        tell(line, gone);
        if (line.startsWith(LAST)) {
          Files.move(
              log, settings.layout().upLog(), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
          return;
        }
      }
      told = lines.size();
      if (gone) {
        Files.deleteIfExists(log);
        throw new CommandFailure(lines.isEmpty() ? "up ended without a word" : reason(lines));
      }
    }
    up.destroy();
    throw new CommandFailure("the lab was not up after %d s".formatted(START_SECONDS));
  }

  private void tell(String line, boolean gone) {
    if (line.startsWith(LAST) || line.startsWith("dashboard ")) {
      terminal.print(line);
    } else if (!gone) {
      terminal.note(line);
    }
  }

  private static String reason(List<String> lines) {
    return lines.getLast().replaceFirst("^homelab: ", "");
  }

  private static List<String> wholeLines(Path log) throws IOException {
    String text = Files.readString(log, StandardCharsets.UTF_8);
    return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
  }
}

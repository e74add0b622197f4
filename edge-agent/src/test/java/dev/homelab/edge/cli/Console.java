package dev.homelab.edge.cli;

import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** A terminal that remembers, and one run of the command line at a time. */
final class Console {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final Terminal terminal;

  private Console(String typed, int width, boolean person) {
    terminal =
        new Terminal(
            new PrintWriter(out, true),
            new PrintWriter(err, true),
            new BufferedReader(new StringReader(typed)),
            width,
            false,
            person);
  }

  static Console ofPipe() {
    return new Console("", 0, false);
  }

  static Console ofPerson(int width, String typed) {
    return new Console(typed, width, true);
  }

  int run(String... arguments) {
    return Main.run(terminal, arguments);
  }

  /** Runs with leading arguments such as {@code --lab DIR} put behind the command. */
  int runIn(List<String> place, String... arguments) {
    return run(Stream.concat(Arrays.stream(arguments), place.stream()).toArray(String[]::new));
  }

  Terminal terminal() {
    return terminal;
  }

  String out() {
    return out.toString();
  }

  String err() {
    return err.toString();
  }

  List<String> outLines() {
    return new ArrayList<>(out().lines().toList());
  }
}

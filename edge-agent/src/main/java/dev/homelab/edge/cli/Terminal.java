package dev.homelab.edge.cli;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Where a command prints and asks.
 *
 * @param width columns that a table may take; 0 where nothing limits it (a pipe, a file)
 * @param colours a person looks at it and NO_COLOR is not set
 * @param interactive a person can answer
 */
record Terminal(
    PrintWriter out,
    PrintWriter err,
    BufferedReader in,
    int width,
    boolean colours,
    boolean interactive) {

  private static final int USUAL_WIDTH = 100;
  private static final String RESET = "\033[0m";

  /** What a piece of text means; the only place that knows escape sequences. */
  enum Tone {
    GOOD("\033[32m"),
    BAD("\033[31m"),
    WARN("\033[33m"),
    FAINT("\033[2m"),
    STRONG("\033[1m");

    private final String start;

    Tone(String start) {
      this.start = start;
    }
  }

  // JDK 25 went back to null where no terminal is attached.
  @SuppressWarnings("SystemConsoleNull")
  static Terminal ofProcess(Map<String, String> environment) {
    Console console = System.console();
    boolean person = console != null && console.isTerminal();
    return new Terminal(
        new PrintWriter(System.out, true, StandardCharsets.UTF_8),
        new PrintWriter(System.err, true, StandardCharsets.UTF_8),
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)),
        person ? width(environment) : 0,
        person && environment.getOrDefault("NO_COLOR", "").isEmpty(),
        person);
  }

  private static int width(Map<String, String> environment) {
    String columns = environment.getOrDefault("COLUMNS", "");
    if (columns.matches("[1-9]\\d{0,3}")) {
      return Integer.parseInt(columns);
    }
    try {
      Process stty =
          new ProcessBuilder("stty", "size")
              .redirectInput(ProcessBuilder.Redirect.INHERIT)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String size =
          new String(stty.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (stty.waitFor(1, TimeUnit.SECONDS) && size.matches("\\d+ [1-9]\\d{0,3}")) {
        return Integer.parseInt(size.substring(size.indexOf(' ') + 1));
      }
    } catch (IOException absent) {
      return USUAL_WIDTH;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    return USUAL_WIDTH;
  }

  void print(String line) {
    out.println(line);
  }

  /** Progress, and what is no part of the answer. */
  void note(String line) {
    err.println(line);
  }

  String paint(Tone tone, String text) {
    return colours && !text.isEmpty() ? tone.start + text + RESET : text;
  }

  /** Asks a yes-or-no question; anything but y or yes is no. */
  boolean confirm(String question) {
    err.print(question + " [y/N] ");
    err.flush();
    try {
      String answer = in.readLine();
      return answer != null && answer.strip().toLowerCase(java.util.Locale.ROOT).matches("y|yes");
    } catch (IOException closed) {
      return false;
    }
  }
}

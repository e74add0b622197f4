package dev.homelab.edge;

import dev.homelab.launch.Ending;
import dev.homelab.launch.FirstReading;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** One process a node: watches, keeps the log, forwards it, and runs what was approved. */
public final class Agent {
  static final String VERSION = "0.1.0";

  private Agent() {}

  /** Whoever blocks the event loop is told; looking for that every second costs an idle machine. */
  private static final long BLOCKED_CHECK_MILLIS = 5_000;

  public static void main(String[] words) {
    AgentArguments arguments;
    try {
      arguments = AgentArguments.parse(words);
    } catch (IllegalArgumentException wrong) {
      System.err.println("agent: " + wrong.getMessage());
      System.exit(2);
      return;
    }
    // Both take a few hundred milliseconds of a small machine, and neither needs the other.
    CompletableFuture<Vertx> made =
        CompletableFuture.supplyAsync(Agent::vertx, Thread.ofPlatform().name("start")::start);
    FirstReading.Outcome first;
    try {
      first = FirstReading.of(arguments.repo(), AgentParts.lastGood(arguments));
    } catch (IOException unreadable) {
      System.err.println(
          "agent: " + arguments.repo() + " can't be read: " + unreadable.getMessage());
      System.exit(1);
      return;
    }
    first.faults().forEach(System.err::println);
    if (first.reading().isEmpty()) {
      System.err.println("agent: the repository does not check; `homelab check` says the same");
      System.exit(1);
    }
    Ending ending = new Ending();
    ending.onSignals(arguments.exitWithStdin());
    Vertx vertx;
    try {
      vertx = made.join();
    } catch (CompletionException failed) {
      System.err.println("agent: no Vert.x: " + failed.getMessage());
      System.exit(1);
      return;
    }
    ending.push("vertx", vertx::close);
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    AgentParts.start(vertx, arguments, first.reading().orElseThrow(), ending)
        .onSuccess(running -> out.println("ready " + running.address()))
        .onFailure(
            failed -> {
              System.err.println("agent: " + failed.getMessage());
              if (failed instanceof RuntimeException) {
                failed.printStackTrace();
              }
              System.exit(1);
            });
  }

  private static Vertx vertx() {
    return Vertx.vertx(
        new VertxOptions()
            .setEventLoopPoolSize(1)
            .setWorkerPoolSize(4)
            .setBlockedThreadCheckInterval(BLOCKED_CHECK_MILLIS));
  }
}

package dev.homelab.launch;

import io.vertx.core.Future;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** A stack of named clean-ups, pushed as each part opens and run from the top when it is over. */
public final class Ending {
  private static final System.Logger LOG = System.getLogger(Ending.class.getName());

  /** Longer than any part needs; a kill follows from outside otherwise. */
  private static final long MOST_SECONDS = 15;

  private final Deque<Step> steps = new ArrayDeque<>();
  private final CountDownLatch done = new CountDownLatch(1);
  private boolean begun;

  private record Step(String name, Supplier<Future<Void>> run) {}

  public synchronized void push(String name, Supplier<Future<Void>> step) {
    steps.push(new Step(name, step));
  }

  /** Runs at SIGTERM and SIGINT, and, where asked for, when standard input ends. */
  public void onSignals(boolean withStdin) {
    Runtime.getRuntime().addShutdownHook(new Thread(this::run, "ending"));
    if (withStdin) {
      Thread.ofPlatform().daemon().name("stdin").start(Ending::exitWithStdin);
    }
  }

  private static void exitWithStdin() {
    try {
      while (System.in.read() >= 0) {
        Thread.onSpinWait();
      }
    } catch (IOException gone) {
      LOG.log(Level.DEBUG, "standard input is gone");
    }
    System.exit(0);
  }

  /** Ends everything, the newest first, once; returns when all has ended or time is up. */
  public void run() {
    synchronized (this) {
      if (!begun) {
        begun = true;
        next();
      }
    }
    try {
      if (!done.await(MOST_SECONDS, TimeUnit.SECONDS)) {
        LOG.log(Level.WARNING, "not everything has ended in time");
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void next() {
    if (steps.isEmpty()) {
      done.countDown();
      return;
    }
    Step step = steps.pop();
    step.run()
        .get()
        .onFailure(failed -> LOG.log(Level.WARNING, step.name() + ": " + failed.getMessage()))
        .onComplete(over -> next());
  }
}

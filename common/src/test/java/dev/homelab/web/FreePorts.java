package dev.homelab.web;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports to listen on later, by another process or more than once: below those that a kernel lends
 * to outgoing connections (32768 and above by default in Linux), any of which could be taken in
 * between.
 */
public final class FreePorts {
  private static final int FIRST = 20_000;
  private static final int LAST = 32_000;
  private static int next = ThreadLocalRandom.current().nextInt(FIRST, LAST);

  private FreePorts() {}

  public static int one() {
    return firstOf(1);
  }

  /** The first of so many neighbours that nobody listens on. */
  public static synchronized int firstOf(int many) {
    int free = 0;
    for (int tried = FIRST; tried < LAST; tried++) {
      int port = next;
      next = next + 1 < LAST ? next + 1 : FIRST;
      free = port == FIRST ? 0 : free;
      free = isFree(port) ? free + 1 : 0;
      if (free == many) {
        return port - many + 1;
      }
    }
    throw new AssertionError("no %d neighbouring ports are free here".formatted(many));
  }

  private static boolean isFree(int port) {
    try (ServerSocket any = new ServerSocket(port)) {
      return any.isBound();
    } catch (IOException taken) {
      return false;
    }
  }
}

package dev.homelab.web;

import io.vertx.core.http.HttpConnection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/**
 * A server's open connections: so many of those on which nobody known has spoken, from one address
 * and in all, and so many of each who is known (RULES Y9). The newest always comes in, and the
 * eldest of its kind has to go for it: what a stranger holds open keeps nobody out. From any
 * thread.
 */
public final class Connections {
  /** As many as come at once from behind a proxy when a hub with a hundred nodes starts again. */
  static final int STRANGERS_OF_AN_ADDRESS = 256;

  /** An idle connection takes some 10 kB: 512 are 5 MB. */
  static final int STRANGERS = 512;

  static final int OF_ONE_KNOWN = 32;

  /** An agent's whole heap is some 10 MB, and on its LAN are a few machines and phones. */
  private static final int STRANGERS_OF_AN_AGENT = 64;

  private final int ofAnAddress;
  private final int ofAll;
  private final Map<HttpConnection, Holder> holders = new HashMap<>();
  private final Map<Holder, SequencedSet<HttpConnection>> held = new HashMap<>();
  private final SequencedSet<HttpConnection> strangers = new LinkedHashSet<>();

  /** An address, or who is known by a name. */
  private record Holder(String name, boolean known) {}

  /** Of a hub. */
  public Connections() {
    this(STRANGERS_OF_AN_ADDRESS, STRANGERS);
  }

  private Connections(int ofAnAddress, int ofAll) {
    this.ofAnAddress = ofAnAddress;
    this.ofAll = ofAll;
  }

  public static Connections ofAnAgent() {
    return new Connections(STRANGERS_OF_AN_AGENT / 2, STRANGERS_OF_AN_AGENT);
  }

  /** A connection was opened, by whomever. */
  public void opened(HttpConnection connection) {
    connection.closeHandler(_ -> closed(connection));
    String address =
        connection.remoteAddress() == null
            ? "unknown"
            : String.valueOf(connection.remoteAddress().hostAddress());
    hold(connection, new Holder(address, false)).forEach(Connections::close);
  }

  /** Whoever has this name has spoken on it, and proved that. */
  public void known(HttpConnection connection, String name) {
    prove(connection, new Holder(name, true)).forEach(Connections::close);
  }

  /** Whether whoever has this name has spoken on it last. */
  public synchronized boolean isKnown(HttpConnection connection, String name) {
    return new Holder(name, true).equals(holders.get(connection));
  }

  private synchronized List<HttpConnection> prove(HttpConnection connection, Holder holder) {
    Holder before = holders.get(connection);
    if (before == null || before.equals(holder)) {
      return List.of();
    }
    release(connection, before);
    return hold(connection, holder);
  }

  /** Gives those that have to go. */
  private synchronized List<HttpConnection> hold(HttpConnection connection, Holder holder) {
    holders.put(connection, holder);
    SequencedSet<HttpConnection> all = held.computeIfAbsent(holder, _ -> new LinkedHashSet<>());
    all.addLast(connection);
    List<HttpConnection> over = new ArrayList<>();
    if (all.size() > (holder.known() ? OF_ONE_KNOWN : ofAnAddress)) {
      over.add(all.getFirst());
    }
    if (!holder.known()) {
      strangers.addLast(connection);
      if (over.isEmpty() && strangers.size() > ofAll) {
        over.add(strangers.getFirst());
      }
    }
    over.forEach(each -> release(each, holders.remove(each)));
    return over;
  }

  private synchronized void closed(HttpConnection connection) {
    release(connection, holders.remove(connection));
  }

  private void release(HttpConnection connection, @Nullable Holder holder) {
    if (holder == null) {
      return;
    }
    strangers.remove(connection);
    held.computeIfPresent(
        holder,
        (_, all) -> {
          all.remove(connection);
          return all.isEmpty() ? null : all;
        });
  }

  private static void close(HttpConnection connection) {
    var _ = connection.close();
  }
}

package dev.homelab.edge.uplink;

import dev.homelab.sync.VerifyKey;

/**
 * Where a log is sent to.
 *
 * @param name names it in files, as in {@code hub}
 * @param host an address or a name
 * @param key the upstream's, from enrolment or from the hub's delegation
 */
public record Upstream(String name, String host, int port, VerifyKey key) {
  public Upstream {
    if (!name.matches("[a-z0-9][a-z0-9-]{0,62}")) {
      throw new IllegalArgumentException("upstream \"" + name + "\" must be of a-z, 0-9 and -");
    }
  }
}

package dev.homelab.edge.cli;

import java.net.URI;

/**
 * How to reach one server and be let in.
 *
 * @param remedy what a person does when nothing answers there
 */
record Access(URI url, String token, String remedy) {
  @Override
  public String toString() {
    return "Access[" + url + ", ***]";
  }
}

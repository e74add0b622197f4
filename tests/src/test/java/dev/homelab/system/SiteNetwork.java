package dev.homelab.system;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * A hub and a site of two nodes as the network has them, in namespaces of this test's own:
 *
 * <pre>
 *   hub 10.77.1.2 ──┐
 *                   router ── 10.77.2.2 infra ──┐
 *                   └───────── 10.77.3.2 ha     │ 192.168.77.0/24, the site's LAN
 *                                       └───────┘
 * </pre>
 *
 * The site's uplinks can be cut silently, as LTE is, and lose packets; its LAN can't.
 */
final class SiteNetwork implements AutoCloseable {
  static final String HUB = "hub";
  static final String INFRA = "infra";
  static final String HA = "ha";
  static final String HUB_ADDRESS = "10.77.1.2";
  static final String GATEWAY_ADDRESS = "192.168.77.10";
  private static final String ROUTER = "router";

  private final String prefix =
      "hl" + Integer.toHexString(ThreadLocalRandom.current().nextInt(0x1000, 0xffff));

  private SiteNetwork() {}

  /** Makes it; skips the test where this machine does not let us. */
  static SiteNetwork make() throws Exception {
    SiteNetwork network = new SiteNetwork();
    try {
      network.build();
    } catch (IOException notHere) {
      network.close();
      Assumptions.abort(
          "no network namespaces: they need root, and Debian's packages iproute2 and iptables ("
              + notHere.getMessage()
              + ")");
    } catch (RuntimeException | Error failed) {
      network.close();
      throw failed;
    }
    return network;
  }

  private void build() throws IOException {
    for (String name : List.of(ROUTER, HUB, INFRA, HA)) {
      run("ip", "netns", "add", space(name));
      in(name, "ip", "link", "set", "lo", "up");
    }
    in(ROUTER, "sh", "-c", "echo 1 >/proc/sys/net/ipv4/ip_forward");
    wire(1, HUB);
    wire(2, INFRA);
    wire(3, HA);
    join(INFRA, "lan", HA, "lan");
    address(INFRA, "lan", GATEWAY_ADDRESS + "/24");
    address(HA, "lan", "192.168.77.11/24");
    lose(0);
  }

  private void wire(int number, String name) throws IOException {
    join(ROUTER, name, name, "wan");
    address(ROUTER, name, "10.77." + number + ".1/24");
    address(name, "wan", "10.77." + number + ".2/24");
    in(name, "ip", "route", "add", "default", "via", "10.77." + number + ".1");
  }

  private void join(String one, String oneEnd, String other, String otherEnd) throws IOException {
    in(
        one,
        "ip",
        "link",
        "add",
        oneEnd,
        "type",
        "veth",
        "peer",
        "name",
        otherEnd,
        "netns",
        space(other));
  }

  private void address(String name, String end, String address) throws IOException {
    in(name, "ip", "addr", "add", address, "dev", end);
    in(name, "ip", "link", "set", end, "up");
  }

  /** So many of a hundred packets between hub and site are lost, each way. */
  void lose(int percent) throws IOException {
    in(ROUTER, "iptables", "-F", "FORWARD");
    if (percent > 0) {
      in(
          ROUTER,
          "iptables",
          "-A",
          "FORWARD",
          "-m",
          "statistic",
          "--mode",
          "random",
          "--probability",
          String.valueOf(percent / 100.0),
          "-j",
          "DROP");
    }
  }

  /** Nothing passes between hub and site any more, and nobody is told. */
  void cut() throws IOException {
    in(ROUTER, "iptables", "-F", "FORWARD");
    in(ROUTER, "iptables", "-A", "FORWARD", "-j", "DROP");
  }

  private String space(String name) {
    return prefix + "-" + name;
  }

  /** What is put before a command to run it there. */
  List<String> inside(String name) {
    return List.of("ip", "netns", "exec", space(name));
  }

  private void in(String name, String... words) throws IOException {
    List<String> all = new ArrayList<>(inside(name));
    all.addAll(List.of(words));
    run(all.toArray(String[]::new));
  }

  private static void run(String... words) throws IOException {
    Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IOException(String.join(" ", words) + ": " + said.strip());
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    for (String name : List.of(HUB, INFRA, HA, ROUTER)) {
      try {
        run("ip", "netns", "del", space(name));
      } catch (IOException neverMade) {
        System.getLogger("test").log(System.Logger.Level.DEBUG, neverMade.getMessage());
      }
    }
  }
}

package dev.homelab.edge.site;

import dev.homelab.disk.Disk;
import dev.homelab.disk.DiskFiles;
import dev.homelab.event.NodeId;
import dev.homelab.sync.Delegation;
import dev.homelab.sync.VerifyKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * The delegation of the node's site as the hub gave it last, kept in {@code state/delegation.json},
 * so that gateway and members know each other at a start without any network (RULES A7). What is
 * read there is believed by the hub's signature alone. Reading never blocks; what changes it does.
 */
public final class SiteDelegation {
  /** Far more than a site's. */
  private static final int MOST_BYTES = 256 * 1024;

  private final Disk disk;
  private final Path file;
  private final NodeId node;
  private final VerifyKey key;
  private final InstantSource clock;
  private volatile Held held = new Held("", Optional.empty());

  /** Whether the hub has ever said which one holds, or that none does. */
  private volatile boolean told;

  /**
   * @param read what the text says, where the hub signed it, ended or not
   */
  private record Held(String text, Optional<Delegation> read) {}

  /**
   * Holds nothing yet.
   *
   * @param node of which it must speak
   * @param key that node's
   */
  public SiteDelegation(Disk disk, Path root, NodeId node, VerifyKey key, InstantSource clock) {
    this.disk = disk.forOwnerOnly();
    this.file = root.resolve("state/delegation.json");
    this.node = node;
    this.key = key;
    this.clock = clock;
  }

  /** Reads what was given before; nothing where it can't be read, or is not this hub's. */
  public synchronized void load(VerifyKey hub) throws IOException {
    Optional<byte[]> kept = DiskFiles.read(disk, file);
    told = kept.isPresent();
    String text =
        kept.filter(bytes -> bytes.length <= MOST_BYTES)
            .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
            .orElse("");
    held = read(text, hub);
  }

  private static Held read(String text, VerifyKey hub) {
    return new Held(text, Delegation.read(text, hub, Instant.EPOCH));
  }

  /**
   * The hub's own answer says which one holds: the empty text, none. Also one that is of no use is
   * kept, so that the hub is told that it came, and need not send it again.
   */
  public synchronized void given(String text, VerifyKey hub) throws IOException {
    if (told && text.equals(held.text())) {
      return;
    }
    // That there is none is kept, too: else the gateway's old one would count again.
    DiskFiles.replace(disk, file, text.getBytes(StandardCharsets.UTF_8));
    told = true;
    held = read(text, hub);
  }

  /**
   * A gateway shows it in its greeting: believed only where the hub has not told the node yet, or
   * what it told has merely ended and this one goes on for longer, since an old one can be shown
   * again. Says whether it holds now.
   */
  public synchronized boolean introduced(String text, VerifyKey hub) throws IOException {
    if (current().isEmpty()
        && read(text, hub).read().filter(this::holds).filter(this::follows).isPresent()) {
      given(text, hub);
    }
    return text.equals(held.text());
  }

  private boolean follows(Delegation shown) {
    return !told || held.read().filter(ended -> ended.until().isBefore(shown.until())).isPresent();
  }

  private boolean holds(Delegation delegation) {
    return delegation.concerns(node, key) && clock.instant().isBefore(delegation.until());
  }

  /** By which name the node tells the hub what it was given last; empty where that was nothing. */
  public String name() {
    return Delegation.nameOf(held.text());
  }

  /** The signed text, for who is to believe us by it. */
  public Optional<String> text() {
    return current().map(_ -> held.text());
  }

  /** The one that holds now and speaks of this node with its key. */
  public Optional<Delegation> current() {
    return held.read().filter(this::holds);
  }

  /** The one that makes this node its site's gateway. */
  public Optional<Delegation> asGateway() {
    return current().filter(it -> it.gateway().equals(node));
  }

  /** The one that gives this node a gateway. */
  public Optional<Delegation> asMember() {
    return current().filter(it -> !it.gateway().equals(node));
  }
}

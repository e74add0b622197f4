package dev.homelab.sync;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.homelab.disk.Disk;
import dev.homelab.disk.DiskFiles;
import dev.homelab.event.EventJson;
import dev.homelab.event.NodeId;
import dev.homelab.event.Values;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who may speak (RULES Y11): the keys of the nodes, revoked ones too, and the tokens that are still
 * open, in {@code state/nodes.json}, which is replaced durably at each change. Reading never
 * blocks; what changes it does.
 */
public final class NodeRegistry implements Membership {
  private static final int MAX_REVOKED = 1_000;

  /** What became of an enrolment. */
  public sealed interface Enrolment {
    /**
     * The node may speak from now on.
     *
     * @param first false where it asks again, because the answer was lost
     */
    record Accepted(Member member, boolean first) implements Enrolment {}

    record Refused(String reason) implements Enrolment {}
  }

  private record OpenToken(NodeId node, String site, VerifyKey key, Instant ends) {}

  private record Content(Map<String, Member> byKey, Map<String, OpenToken> tokens) {
    Content copy() {
      return new Content(new LinkedHashMap<>(byKey), new LinkedHashMap<>(tokens));
    }

    void endTokens(NodeId node) {
      tokens.values().removeIf(open -> open.node().equals(node));
    }
  }

  private final Disk disk;
  private final Path file;
  private volatile Content content;
  private volatile Runnable changed = () -> {};

  private NodeRegistry(Disk disk, Path file, Content content) {
    this.disk = disk;
    this.file = file;
    this.content = content;
  }

  public static NodeRegistry open(Disk disk, Path root) throws IOException {
    DiskFiles.createDirectories(disk, root.resolve("state"));
    Path file = root.resolve("state/nodes.json");
    Optional<byte[]> json = DiskFiles.read(disk, file);
    return new NodeRegistry(
        disk, file, json.isPresent() ? read(file, json.get()) : new Content(Map.of(), Map.of()));
  }

  private static Content read(Path file, byte[] json) throws IOException {
    try {
      Map<String, Object> map = EventJson.parse(json, 0, json.length);
      Map<String, Member> byKey = new LinkedHashMap<>();
      for (Object item : Values.list(map, "nodes")) {
        Member member = Member.read(Values.object(Map.of("item", item), "item"));
        byKey.put(member.key().fingerprint(), member);
      }
      Map<String, OpenToken> tokens = new LinkedHashMap<>();
      for (Object item : Values.list(map, "tokens")) {
        Map<String, Object> members = Values.object(Map.of("item", item), "item");
        Fields fields = Fields.of(members);
        VerifyKey key = fields.key("key");
        Instant ends = EventJson.readTime(Values.text(members, "ends"));
        tokens.put(
            key.fingerprint(),
            new OpenToken(
                fields.node("node"),
                fields.text("site", 63),
                key,
                ends == null ? Instant.EPOCH : ends));
      }
      return new Content(byKey, tokens);
    } catch (JsonProcessingException | MalformedMessage unreadable) {
      throw new IOException(file + " can't be read: " + unreadable.getMessage(), unreadable);
    }
  }

  /** Tells, on the thread that changed it, that another key holds than before. */
  public void onChange(Runnable told) {
    changed = told;
  }

  @Override
  public Optional<Member> byKey(String fingerprint) {
    return Optional.ofNullable(content.byKey().get(fingerprint));
  }

  @Override
  public Optional<Member> live(NodeId node) {
    return members().stream()
        .filter(member -> member.node().equals(node) && member.isLive())
        .findFirst();
  }

  /** All, revoked ones too, in the order of enrolment. */
  public List<Member> members() {
    return List.copyOf(content.byKey().values());
  }

  /**
   * Opens an enrolment for a quarter of an hour, and ends those that were open for the node. A name
   * with a live key gets none: empty.
   */
  public synchronized Optional<EnrolmentToken> issue(
      NodeId node, String site, VerifyKey hub, Instant now) throws IOException {
    if (live(node).isPresent()) {
      return Optional.empty();
    }
    EnrolmentToken token = new EnrolmentToken(node, site, hub.fingerprint(), SigningKey.generate());
    VerifyKey key = token.key().verifyKey();
    Content changed = content.copy();
    changed.tokens().values().removeIf(open -> !now.isBefore(open.ends()));
    changed.endTokens(node);
    changed
        .tokens()
        .put(key.fingerprint(), new OpenToken(node, site, key, now.plus(EnrolmentToken.LIFETIME)));
    save(changed);
    return Optional.of(token);
  }

  /** Uses a token up. Asked again with the same key, because its answer was lost, it says yes. */
  @Override
  public synchronized Enrolment enrol(EnrolmentRequest request, VerifyKey hub, Instant now)
      throws IOException {
    Optional<Member> live = live(request.node());
    if (live.isPresent()) {
      return live.get().key().equals(request.key()) && request.isByItsKey()
          ? new Enrolment.Accepted(live.get(), false)
          : new Enrolment.Refused(
              request.node() + " has a live key; a person has to revoke it first");
    }
    OpenToken token = content.tokens().get(request.token());
    if (token == null || !now.isBefore(token.ends())) {
      return new Enrolment.Refused("the token is used, unknown or older than 15 minutes");
    }
    if (!token.node().equals(request.node())
        || !token.site().equals(request.site())
        || !request.hub().equals(hub.fingerprint())
        || !request.isSignedBy(token.key())) {
      return new Enrolment.Refused("the request does not fit its token");
    }
    if (byKey(request.key().fingerprint()).isPresent()) {
      return new Enrolment.Refused("this key was revoked; the node needs a new one");
    }
    Member member =
        new Member(request.node(), request.site(), request.key(), now, Optional.empty());
    Content changed = content.copy();
    changed.endTokens(request.node());
    changed.byKey().put(member.key().fingerprint(), member);
    save(changed);
    return new Enrolment.Accepted(member, true);
  }

  /** Ends a node's key for good, and what is open to enrol it anew; says whether it had one. */
  public synchronized boolean revoke(NodeId node, Instant now) throws IOException {
    Optional<Member> live = live(node);
    if (live.isEmpty()) {
      return false;
    }
    Content changed = content.copy();
    changed.endTokens(node);
    changed.byKey().put(live.get().key().fingerprint(), live.get().revokedAt(now));
    List<String> revoked = new ArrayList<>();
    changed
        .byKey()
        .forEach(
            (key, member) -> {
              if (!member.isLive()) {
                revoked.add(key);
              }
            });
    if (revoked.size() > MAX_REVOKED) {
      changed.byKey().remove(revoked.getFirst());
    }
    save(changed);
    return true;
  }

  private void save(Content next) throws IOException {
    Map<String, Member> byKey = content.byKey();
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("nodes", next.byKey().values().stream().map(Member::toMap).toList());
    map.put("tokens", next.tokens().values().stream().map(NodeRegistry::toMap).toList());
    DiskFiles.replace(disk, file, EventJson.pretty(map));
    content = next;
    if (!byKey.equals(next.byKey())) {
      changed.run();
    }
  }

  private static Map<String, Object> toMap(OpenToken token) {
    return Map.of(
        "node", token.node().name(),
        "site", token.site(),
        "key", token.key().text(),
        "ends", EventJson.time(token.ends()));
  }
}

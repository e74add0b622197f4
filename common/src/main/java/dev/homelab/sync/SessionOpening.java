package dev.homelab.sync;

import dev.homelab.event.EventJson;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * How node and upstream come to a {@link SessionKey} (decision 0009). The node sends an ephemeral
 * key in a request that it signs; the upstream answers with one of its own and the session's name,
 * signed over the request's nonce and the node's ephemeral key. Both make the keys of what the two
 * give, and of all that was said:
 *
 * <pre>
 * homelab-session-1
 * saturn                   the node
 * 3f5a…                    fingerprint of the node's key
 * 04ab…                    fingerprint of the upstream's key
 * 5c0d….1753440000000001   nonce of the request: the upstream's epoch and a growing number
 * q2Vn…                    the node's ephemeral key
 * Zx81…                    the upstream's
 * 9be1…                    name of the session
 * </pre>
 */
public final class SessionOpening {
  public static final int MAX_BODY_BYTES = 256;
  private static final int KEY_CHARACTERS = 43;
  private static final int ID_BYTES = 16;

  private final Ephemeral own = Ephemeral.generate();

  /** What an upstream makes of a node's request. */
  public record Opened(SessionKey key, Signed answer) {}

  /** The body of the node's request. */
  public byte[] body() {
    return EventJson.bytes(Map.of("ephemeral", own.text()));
  }

  /**
   * The upstream's half.
   *
   * @param body of a request whose signature was checked
   * @throws MalformedMessage where it holds no ephemeral key
   */
  public static Opened accept(byte[] body, Parties parties, Nonce nonce, SigningKey upstream) {
    String theirs = Fields.parse(body).text("ephemeral", KEY_CHARACTERS);
    Ephemeral ours = Ephemeral.generate();
    String id = Digests.randomHex(ID_BYTES);
    SessionKey key =
        SessionKey.of(id, ours.agree(theirs), transcript(parties, nonce, theirs, ours.text(), id));
    String answer = EventJson.text(Map.of("ephemeral", ours.text(), "session", id));
    return new Opened(key, Signed.sign(kind(nonce, theirs), answer, upstream));
  }

  /**
   * The node's half.
   *
   * @throws MalformedMessage where the answer is not the upstream's to this request
   */
  public SessionKey finish(
      String answer, String signature, Parties parties, Nonce nonce, VerifyKey upstream) {
    Signed signed = new Signed(kind(nonce, own.text()), answer, upstream.fingerprint(), signature);
    if (!signed.isBy(upstream)) {
      throw new MalformedMessage("the session is not signed by the upstream");
    }
    Fields fields = Fields.parse(answer.getBytes(StandardCharsets.UTF_8));
    String theirs = fields.text("ephemeral", KEY_CHARACTERS);
    String id = fields.text("session", 2 * ID_BYTES);
    return SessionKey.of(id, own.agree(theirs), transcript(parties, nonce, own.text(), theirs, id));
  }

  private static String kind(Nonce nonce, String nodesEphemeral) {
    return "session " + nonce.text() + " " + nodesEphemeral;
  }

  private static String transcript(
      Parties parties, Nonce nonce, String nodes, String upstreams, String id) {
    return String.join(
        "\n",
        "homelab-session-1",
        parties.node().name(),
        parties.nodeKey(),
        parties.upstreamKey(),
        nonce.text(),
        nodes,
        upstreams,
        id,
        "");
  }
}

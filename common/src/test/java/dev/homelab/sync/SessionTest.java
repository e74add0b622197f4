package dev.homelab.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.homelab.event.NodeId;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The handshake, and what its key proves. */
class SessionTest {
  private static final Nonce NONCE = new Nonce("epoch", 7);
  private static final RequestSignature.Request REQUEST =
      new RequestSignature.Request("POST", "/sync/v1/batch", bytes("body"));

  private final SigningKey hub = SigningKey.generate();
  private final SigningKey node = SigningKey.generate();
  private final Parties parties =
      new Parties(
          new NodeId("saturn"), node.verifyKey().fingerprint(), hub.verifyKey().fingerprint());
  private final SessionOpening opening = new SessionOpening();
  private final SessionOpening.Opened opened =
      SessionOpening.accept(opening.body(), parties, NONCE, hub);

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private SessionKey finish(Signed answer, Parties with, Nonce nonce) {
    return opening.finish(answer.payload(), answer.signature(), with, nonce, hub.verifyKey());
  }

  @Test
  @DisplayName("Y7 node and upstream come to one key, which proves exactly this request")
  void proves() {
    SessionKey nodes = finish(opened.answer(), parties, NONCE);
    SessionKey hubs = opened.key();
    assertThat(nodes.id()).isEqualTo(hubs.id());
    RequestMac proof = nodes.prove(REQUEST, parties, new Nonce("epoch", 8));
    assertThat(hubs.proves(proof, REQUEST, parties)).isTrue();
    var otherBody = new RequestSignature.Request("POST", "/sync/v1/batch", bytes("other"));
    assertThat(hubs.proves(proof, otherBody, parties)).isFalse();
    var otherPath = new RequestSignature.Request("POST", "/sync/v1/poll", bytes("body"));
    assertThat(hubs.proves(proof, otherPath, parties)).isFalse();
    Parties other = new Parties(new NodeId("piha"), parties.nodeKey(), parties.upstreamKey());
    assertThat(hubs.proves(proof, REQUEST, other)).isFalse();
    RequestMac later =
        new RequestMac(proof.key(), new Nonce("epoch", 9), proof.session(), proof.mac());
    assertThat(hubs.proves(later, REQUEST, parties)).isFalse();
    assertThat(nodes).hasToString("***");
  }

  @Test
  @DisplayName("Y7 an answer is proved for its own request, and no request passes for one")
  void answers() {
    SessionKey nodes = finish(opened.answer(), parties, NONCE);
    String mac = opened.key().proveAnswer(NONCE, "{}");
    assertThat(nodes.provesAnswer(mac, NONCE, "{}")).isTrue();
    assertThat(nodes.provesAnswer(mac, NONCE, "{ }")).isFalse();
    assertThat(nodes.provesAnswer(mac, new Nonce("epoch", 8), "{}")).isFalse();
    RequestMac request = nodes.prove(REQUEST, parties, NONCE);
    assertThat(nodes.provesAnswer(request.mac(), NONCE, "{}")).isFalse();
  }

  @Test
  @DisplayName("Y7 a session that the upstream has not signed, or for another request, is none")
  void forged() {
    Signed answer = opened.answer();
    Signed strangers = Signed.sign(answer.kind(), answer.payload(), SigningKey.generate());
    assertThatThrownBy(() -> finish(strangers, parties, NONCE))
        .isInstanceOf(MalformedMessage.class);
    assertThatThrownBy(() -> finish(answer, parties, new Nonce("epoch", 8)))
        .isInstanceOf(MalformedMessage.class);
    assertThatThrownBy(
            () ->
                new SessionOpening()
                    .finish(answer.payload(), answer.signature(), parties, NONCE, hub.verifyKey()))
        .as("an answer to another opening")
        .isInstanceOf(MalformedMessage.class);
  }

  @Test
  @DisplayName("Y7 whoever has other partners in mind comes to another key")
  void otherParties() {
    Parties other = new Parties(new NodeId("piha"), parties.nodeKey(), parties.upstreamKey());
    SessionKey nodes = finish(opened.answer(), other, NONCE);
    RequestMac proof = nodes.prove(REQUEST, parties, NONCE);
    assertThat(opened.key().proves(proof, REQUEST, parties)).isFalse();
  }

  @Test
  @DisplayName("Y7 what is no ephemeral key, or a weak one, is refused")
  void weak() {
    String zero = "A".repeat(43);
    for (String body :
        new String[] {
          "{}", "rubbish", "{\"ephemeral\":\"short\"}", "{\"ephemeral\":\"%s\"}".formatted(zero)
        }) {
      assertThatThrownBy(() -> SessionOpening.accept(bytes(body), parties, NONCE, hub))
          .as(body)
          .isInstanceOf(MalformedMessage.class);
    }
  }
}

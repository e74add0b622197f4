package dev.homelab.sync.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.event.NodeId;
import dev.homelab.sync.Member;
import dev.homelab.sync.Nonce;
import dev.homelab.sync.RequestProof;
import dev.homelab.sync.RequestSignature;
import dev.homelab.sync.SigningKey;
import dev.homelab.sync.replica.CopyLimits;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Whose budget a request is charged to. */
class AdmissionBudgetsTest {
  private static final NodeId NODE = new NodeId("saturn");
  private static final String EPOCH = "0123456789abcdef";
  private static final String HUB = "hub-key";
  private static final Admission.Receiver RECEIVER = new Admission.Receiver(EPOCH, HUB);
  private static final Duration NOW = Duration.ofSeconds(1);
  private static final NodeLimits SMALL =
      new NodeLimits(
          new NodeLimits.Rate(10, 10),
          new NodeLimits.Rate(10, 10),
          new NodeLimits.Rate(1, 1),
          2,
          Duration.ofSeconds(1),
          CopyLimits.DEFAULT);

  private final SigningKey key = SigningKey.generate();
  private final Caller caller =
      new Caller(new Member(NODE, "home", key.verifyKey(), Instant.EPOCH, Optional.empty()), SMALL);
  private final RequestSignature.Request request =
      new RequestSignature.Request("POST", "/sync/v1/batch", new byte[100]);

  private int statusOf(SigningKey signer, long number) {
    RequestSignature signature =
        RequestSignature.sign(request, NODE, new Nonce(EPOCH, number), HUB, signer);
    return statusOf(signature, NOW);
  }

  private int statusOf(RequestProof proof, Duration now) {
    try {
      var _ = caller.authenticate(proof, request, RECEIVER, now);
      return 200;
    } catch (Denied denied) {
      return denied.reply().status();
    }
  }

  @Test
  @DisplayName("Y9: what a stranger sends under a node's key costs that node nothing")
  void strangersKey() {
    for (int i = 1; i <= 50; i++) {
      assertThat(statusOf(SigningKey.generate(), i)).isEqualTo(401);
    }
    assertThat(caller.enter("10.0.0.1", 2, NOW)).isEmpty();
    assertThat(statusOf(key, 51)).isEqualTo(200);
    assertThat(caller.enter("10.0.0.1", 2, NOW)).as("its own request counts").isPresent();
  }

  @Test
  @DisplayName("Y9: a stranger's open bodies leave the node its own hands")
  void strangersHands() {
    assertThat(caller.enter("10.0.0.66", 2, NOW)).isEmpty();
    assertThat(caller.enter("10.0.0.66", 2, NOW)).isEmpty();
    assertThat(caller.enter("10.0.0.66", 2, NOW)).isPresent();
    assertThat(caller.enter("10.0.0.1", 2, NOW)).isEmpty();
    caller.leave("10.0.0.66");
    assertThat(caller.enter("10.0.0.66", 2, NOW)).isEmpty();
  }

  @Test
  @DisplayName("Y9: an address that nobody known answers for comes in a number of times, and later")
  void door() {
    AtomicReference<Duration> now = new AtomicReference<>(NOW);
    Door door = new Door(now::get);
    int came = 0;
    while (door.closed("10.0.0.66").isEmpty()) {
      door.charge("10.0.0.66");
      came++;
    }
    assertThat(came).isEqualTo(200);
    assertThat(door.closed("10.0.0.1")).isEmpty();
    now.set(NOW.plusSeconds(2));
    assertThat(door.closed("10.0.0.66")).isEmpty();
  }
}

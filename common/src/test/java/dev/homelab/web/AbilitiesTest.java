package dev.homelab.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.web.Endpoint.May;
import io.vertx.core.Future;
import java.util.List;
import org.junit.jupiter.api.Test;

class AbilitiesTest {
  private static final Endpoint.Handler NOTHING = r -> Future.succeededFuture(Answer.nothing());

  @Test
  void whatIsOnlyListedIsNoAbility() {
    List<Endpoint> table =
        List.of(
            Endpoint.get("/api/v1/silences", May.READ, NOTHING),
            Endpoint.post("/api/v1/actions/:id/reject", May.WRITE, NOTHING),
            Endpoint.post("/api/v1/actions/:id/approve", May.WRITE, NOTHING),
            Endpoint.post("/api/v1/confirm", May.WRITE, NOTHING));
    assertThat(Abilities.of(table)).containsExactly("approve", "reject");
  }
}

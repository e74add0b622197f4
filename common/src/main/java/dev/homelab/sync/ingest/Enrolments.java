package dev.homelab.sync.ingest;

import dev.homelab.event.EventJson;
import dev.homelab.sync.EnrolmentRequest;
import dev.homelab.sync.Member;
import dev.homelab.sync.Membership;
import dev.homelab.sync.NodeRegistry;
import dev.homelab.sync.Signed;
import dev.homelab.sync.SigningKey;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Map;

/** Answers requests of new nodes (RULES Y11), on a worker. */
record Enrolments(Membership registry, SigningKey key, Nodes nodes, InstantSource clock) {

  Reply enrol(byte[] body) throws IOException {
    EnrolmentRequest request = EnrolmentRequest.decode(body);
    return switch (registry.enrol(request, key.verifyKey(), clock.instant())) {
      case NodeRegistry.Enrolment.Accepted(Member member, boolean first) -> {
        if (first) {
          nodes.report(Reports.enrolled(member));
        }
        yield Reply.signed(Signed.sign("enrolled " + request.key().text(), text(member), key));
      }
      case NodeRegistry.Enrolment.Refused(String reason) -> Reply.refusal(403, reason);
    };
  }

  private static String text(Member member) {
    return EventJson.text(Map.of("node", member.node().name(), "site", member.site()));
  }
}

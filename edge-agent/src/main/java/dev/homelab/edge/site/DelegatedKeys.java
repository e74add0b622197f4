package dev.homelab.edge.site;

import dev.homelab.event.NodeId;
import dev.homelab.sync.Delegation;
import dev.homelab.sync.EnrolmentRequest;
import dev.homelab.sync.Member;
import dev.homelab.sync.Membership;
import dev.homelab.sync.NodeRegistry;
import dev.homelab.sync.VerifyKey;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Whose keys a gateway knows: those of its site's members, as the hub's delegation names them
 * (RULES A7, Y11). Who is revoked is not named any more; who is new enrols at the hub.
 */
record DelegatedKeys(Supplier<Optional<Delegation>> delegation) implements Membership {

  @Override
  public Optional<Member> byKey(String fingerprint) {
    return delegation.get().stream()
        .flatMap(it -> it.members().entrySet().stream().map(each -> member(it, each)))
        .filter(member -> member.key().fingerprint().equals(fingerprint))
        .findFirst();
  }

  @Override
  public Optional<Member> live(NodeId node) {
    return delegation.get().stream()
        .flatMap(it -> it.members().entrySet().stream().map(each -> member(it, each)))
        .filter(member -> member.node().equals(node))
        .findFirst();
  }

  private static Member member(Delegation delegation, Map.Entry<NodeId, VerifyKey> member) {
    return new Member(
        member.getKey(), delegation.site(), member.getValue(), Instant.EPOCH, Optional.empty());
  }

  @Override
  public NodeRegistry.Enrolment enrol(EnrolmentRequest request, VerifyKey upstream, Instant now) {
    return new NodeRegistry.Enrolment.Refused("nodes enrol at the hub, not at a gateway");
  }
}

package dev.homelab.action;

import dev.homelab.event.Values;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Files that scripts, tools and the owner's older agents wrote or edited (RULES A4). */
final class ForeignAction {
  private ForeignAction() {}

  /** Seals what a file without {@code proposal} says. */
  static Proposal seal(Map<String, Object> map, ActionId name, Instant seen)
      throws MalformedAction {
    Proposal read = ProposalJson.readFields(map, name, seen, Terms.USUAL);
    try {
      return Proposal.seal(
          read.id(),
          read.kind(),
          read.subject(),
          read.reason(),
          read.created(),
          read.details(),
          Terms.USUAL);
    } catch (IllegalArgumentException tooLong) {
      throw new MalformedAction(String.valueOf(tooLong.getMessage()));
    }
  }

  /** The fields at the top, where they stand, must say what the proposal says. */
  static void requireAgreement(Map<String, Object> map, Proposal proposal) throws MalformedAction {
    Map<String, Object> sealed = ProposalJson.fields(proposal);
    sealed.put("details", proposal.details());
    if (proposal.subject().isNode() && map.get("service") instanceof String named) {
      sealed.put("service", named.isBlank() ? named : "");
    }
    for (Map.Entry<String, Object> field : sealed.entrySet()) {
      Object top = map.get(field.getKey());
      if (top != null && !same(top, field.getValue())) {
        throw new MalformedAction(
            "%s is %s at the top of the file but %s in its proposal"
                .formatted(field.getKey(), top, field.getValue()));
      }
    }
    String hash = Values.text(map, "hash");
    if (hash != null && !hash.equals(proposal.hash())) {
      throw new MalformedAction("hash is not the SHA-256 of the proposal");
    }
  }

  private static boolean same(@Nullable Object left, @Nullable Object right) {
    return switch (left) {
      case Number number when right instanceof Number other ->
          new BigDecimal(number.toString()).compareTo(new BigDecimal(other.toString())) == 0;
      case Map<?, ?> map when right instanceof Map<?, ?> other ->
          map.keySet().equals(other.keySet())
              && map.keySet().stream().allMatch(key -> same(map.get(key), other.get(key)));
      case List<?> list when right instanceof List<?> other -> sameItems(list, other);
      case null, default -> Objects.equals(left, right);
    };
  }

  private static boolean sameItems(List<?> left, List<?> right) {
    if (left.size() != right.size()) {
      return false;
    }
    for (int i = 0; i < left.size(); i++) {
      if (!same(left.get(i), right.get(i))) {
        return false;
      }
    }
    return true;
  }
}

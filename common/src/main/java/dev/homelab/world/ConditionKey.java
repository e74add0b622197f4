package dev.homelab.world;

import dev.homelab.event.Subject;
import java.util.Comparator;

/**
 * What makes two reports the same condition (RULES W1).
 *
 * @param type the type of event that opens it
 * @param entity Home Assistant's entity, integration or automation; empty elsewhere
 */
public record ConditionKey(Subject subject, String type, String entity)
    implements Comparable<ConditionKey> {

  private static final Comparator<ConditionKey> ORDER =
      Comparator.comparing(ConditionKey::subject)
          .thenComparing(ConditionKey::type)
          .thenComparing(ConditionKey::entity);

  @Override
  public int compareTo(ConditionKey other) {
    return ORDER.compare(this, other);
  }
}

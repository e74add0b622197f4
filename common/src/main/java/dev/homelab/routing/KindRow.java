package dev.homelab.routing;

import java.time.Duration;
import java.util.Set;

/**
 * Settings of one kind of action.
 *
 * @param strength the weakest that fits is proposed
 * @param ways in which it may be approved: {@code pwa}, {@code cli}, {@code telegram}, {@code
 *     file}, {@code local}
 * @param validity how long an approval holds
 */
public record KindRow(
    String kind,
    int strength,
    Set<String> ways,
    Duration validity,
    Duration afterRejection,
    boolean shadow) {
  public KindRow {
    ways = Set.copyOf(ways);
  }
}

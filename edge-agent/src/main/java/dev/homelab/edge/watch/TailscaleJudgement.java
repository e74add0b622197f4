package dev.homelab.edge.watch;

import dev.homelab.clock.Moment;
import dev.homelab.edge.tailscale.TailscaleStatus;
import dev.homelab.event.EventJson;
import dev.homelab.event.EventTypes;
import dev.homelab.event.Severity;
import dev.homelab.watching.WatchSetting;
import dev.homelab.watching.WatchSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What Tailscale's status means.
 *
 * <pre>
 *   status                                tailscale_down   tailscale_offline   tailscale_health
 *   no answer, or not Running             bad              nothing             nothing
 *   Starting, for a while only            nothing          nothing             nothing
 *   Running, online                       good             good                its sentences
 *   Running, not online for a while       good             bad                 its sentences
 * </pre>
 *
 * {@code tailscale_key_expiring} is told at three distances from the key's end, by a clock that is
 * believed.
 */
final class TailscaleJudgement {
  private static final ConditionKey DOWN = ConditionKey.ofNode(EventTypes.TAILSCALE_DOWN);
  private static final ConditionKey OFFLINE = ConditionKey.ofNode(EventTypes.TAILSCALE_OFFLINE);
  private static final ConditionKey HEALTH = ConditionKey.ofNode(EventTypes.TAILSCALE_HEALTH);
  private static final ConditionKey KEY = ConditionKey.ofNode(EventTypes.TAILSCALE_KEY_EXPIRING);

  private TailscaleJudgement() {}

  /**
   * A status, since when it has not been online, and today.
   *
   * @param offlineSince empty while it is online, or is not wanted to be
   * @param date the time by a clock that is believed; empty while none is
   */
  record Sight(TailscaleStatus status, Optional<Moment> offlineSince, Optional<Instant> date) {}

  static List<Finding> of(Sight sight, WatchSettings settings, Moment now) {
    TailscaleStatus status = sight.status();
    if (status.isStarting() && !isOverdue(sight, settings, now)) {
      return List.of();
    }
    if (!status.isRunning()) {
      return List.of(
          down("Tailscale is %s".formatted(status.backend()), status.backend(), status.health()));
    }
    List<Finding> findings = new ArrayList<>();
    findings.add(Finding.good(DOWN));
    online(sight, settings, now).ifPresent(findings::add);
    findings.add(health(status.health()));
    sight.date().ifPresent(date -> findings.add(key(status.keyExpiry(), settings, date)));
    return findings;
  }

  static Finding unreachable(String why) {
    return down("tailscaled does not answer: " + why, "unreachable", List.of(why));
  }

  private static Finding down(String message, String backend, List<String> health) {
    return Finding.bad(
        DOWN, Severity.ERROR, message, backend, Map.of("backend_state", backend, "health", health));
  }

  private static Optional<Finding> online(Sight sight, WatchSettings settings, Moment now) {
    if (sight.offlineSince().isEmpty()) {
      return Optional.of(Finding.good(OFFLINE));
    }
    return !isOverdue(sight, settings, now)
        ? Optional.empty()
        : Optional.of(
            Finding.bad(
                OFFLINE,
                Severity.ERROR,
                "Tailscale runs and is not online: its control server has not been reached",
                "",
                Map.of("offline_since", EventJson.time(sight.offlineSince().get().wall()))));
  }

  private static boolean isOverdue(Sight sight, WatchSettings settings, Moment now) {
    Duration patience = settings.duration(WatchSetting.TAILSCALE_OFFLINE_AFTER);
    return sight.offlineSince().filter(since -> now.isPast(since, patience)).isPresent();
  }

  private static Finding health(List<String> sentences) {
    return sentences.isEmpty()
        ? Finding.good(HEALTH)
        : Finding.bad(
            HEALTH,
            Severity.WARNING,
            "Tailscale says: " + String.join(" ", sentences),
            String.join("\n", sentences),
            Map.of("health", sentences));
  }

  private static Finding key(Optional<Instant> expiry, WatchSettings settings, Instant now) {
    if (expiry.isEmpty()) {
      return Finding.good(KEY);
    }
    Duration left = Duration.between(now, expiry.get());
    return stage(left, settings)
        .map(stage -> expiring(expiry.get(), left, stage))
        .orElseGet(() -> Finding.good(KEY));
  }

  /** The nearest of the three distances that is passed; empty while all are ahead. */
  private static Optional<String> stage(Duration left, WatchSettings settings) {
    if (left.compareTo(settings.duration(WatchSetting.TAILSCALE_EXPIRY_LAST)) <= 0) {
      return Optional.of("last");
    }
    if (left.compareTo(settings.duration(WatchSetting.TAILSCALE_EXPIRY_SECOND)) <= 0) {
      return Optional.of("second");
    }
    return left.compareTo(settings.duration(WatchSetting.TAILSCALE_EXPIRY_FIRST)) <= 0
        ? Optional.of("first")
        : Optional.empty();
  }

  private static Finding expiring(Instant expiry, Duration left, String stage) {
    String when =
        left.isNegative()
            ? "has expired"
            : left.toHours() >= 48
                ? "expires in %d days".formatted(left.toDays())
                : "expires in %d hours".formatted(left.toHours());
    return Finding.bad(
        KEY,
        stage.equals("last") ? Severity.ERROR : Severity.WARNING,
        "The key of this node in Tailscale " + when,
        stage,
        Map.of("level", stage, "expires", EventJson.time(expiry)));
  }
}

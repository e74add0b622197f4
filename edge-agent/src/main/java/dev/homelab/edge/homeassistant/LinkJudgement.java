package dev.homelab.edge.homeassistant;

import dev.homelab.clock.Moment;
import dev.homelab.edge.homeassistant.LinkSight.Phase;
import dev.homelab.event.EventTypes;
import dev.homelab.event.Severity;
import dev.homelab.watching.WatchSetting;
import dev.homelab.watching.WatchSettings;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * What the connection means.
 *
 * <pre>
 *   the connection is                        dead        token refused   unreadable
 *   open, and was for a minute               no          no              no
 *   open since less                          no          no              –
 *   open, while Home Assistant starts        –           no              –
 *   closed for less than 10 s                –           –               –
 *   closed for longer                        yes         –               –
 *   closed after a stop in order, 5 minutes  yes         –               –
 *   silent for 5 minutes though asked        yes         –               –
 *   refused for its token                    no          yes             –
 *   ended for what nobody could read         no          no              yes
 * </pre>
 */
final class LinkJudgement {
  static final Trouble DEAD = new Trouble(EventTypes.HA_WEBSOCKET_DEAD, "");
  static final Trouble REFUSED = new Trouble(EventTypes.HA_TOKEN_REFUSED, "");
  static final Trouble UNREADABLE = new Trouble(EventTypes.HA_UNREADABLE, "");

  /** What the connection alone decides. */
  static final Set<Trouble> OWN = Set.of(DEAD, REFUSED, UNREADABLE);

  private final WatchSettings settings;

  LinkJudgement(WatchSettings settings) {
    this.settings = settings;
  }

  void judge(LinkSight link, Moment now, Findings into) {
    dead(link, now, into);
    refused(link, into);
    unreadable(link, now, into);
  }

  private void dead(LinkSight link, Moment now, Findings into) {
    Duration lasts = now.since(link.since());
    switch (link.phase()) {
      case OPEN, REFUSED, UNREADABLE -> {}
      case CONNECTING, STARTING -> into.undecided(DEAD);
      case CLOSED ->
          deadAfter(
              link.planned() ? WatchSetting.HA_STOP_PATIENCE : WatchSetting.HA_CLOSED_AFTER,
              lasts,
              link,
              into);
      case SILENT -> deadAfter(WatchSetting.HA_DEAD_AFTER, lasts, link, into);
    }
  }

  private void deadAfter(WatchSetting after, Duration lasts, LinkSight link, Findings into) {
    if (lasts.compareTo(settings.duration(after)) < 0) {
      into.undecided(DEAD);
      return;
    }
    boolean silent = link.phase() == Phase.SILENT;
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("reason", silent ? "silent" : "closed");
    details.put("planned", link.planned());
    details.put("error", link.text());
    details.put("last_heard", link.since().wall().toString());
    into.bad(
        DEAD,
        Severity.ERROR,
        (link.planned()
                ? "it was stopped in order and did not come back; "
                : silent ? "it does not answer; " : "its WebSocket is closed; ")
            + link.text(),
        "",
        details,
        settings.duration(WatchSetting.HA_WEBSOCKET_REPEAT));
  }

  private void refused(LinkSight link, Findings into) {
    switch (link.phase()) {
      case OPEN, STARTING, UNREADABLE -> {}
      case CONNECTING, CLOSED, SILENT -> into.undecided(REFUSED);
      case REFUSED ->
          into.bad(
              REFUSED,
              Severity.ERROR,
              link.text(),
              link.text(),
              Map.of("error", link.text()),
              settings.duration(WatchSetting.HA_REPEAT));
    }
  }

  /** Also where it answers again before anyone has looked. */
  private void unreadable(LinkSight link, Moment now, Findings into) {
    Duration wellAfter = settings.duration(WatchSetting.HA_WELL_AFTER);
    boolean justNow = !link.unreadable().isEmpty() && !now.isPast(link.unreadableAt(), wellAfter);
    if (link.phase() == Phase.UNREADABLE || justNow) {
      String text = link.phase() == Phase.UNREADABLE ? link.text() : link.unreadable();
      into.bad(
          UNREADABLE,
          Severity.WARNING,
          "what it says can't be read: " + text,
          text,
          Map.of("error", text),
          settings.duration(WatchSetting.HA_REPEAT));
    } else if (link.phase() != Phase.OPEN || !now.isPast(link.since(), wellAfter)) {
      into.undecided(UNREADABLE);
    }
  }
}

package dev.homelab.edge.watch;

import dev.homelab.clock.Moment;
import dev.homelab.clock.MomentClock;
import dev.homelab.edge.tailscale.TailscaleStatus;
import dev.homelab.watching.WatchSetting;
import dev.homelab.watching.WatchSettings;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Watches the node's own Tailscale, pushed by its bus. */
final class TailscaleWatcher implements Watcher<TailscaleJudgement.Sight> {
  private static final Duration TIMEOUT = Duration.ofSeconds(8);
  private static final Duration RECHECK = Duration.ofSeconds(2);

  private final Source source;
  private final WatchedNode node;
  private final Supplier<Optional<Instant>> date;
  private final MomentClock clock;
  private Optional<Moment> offlineSince = Optional.empty();

  /** Where the status comes from. */
  interface Source {
    Future<TailscaleStatus> status();

    /** Gives what ends it. */
    Runnable listen(Runnable news);

    Future<Void> close();
  }

  /**
   * @param date the time by a clock that is believed; empty while none is
   */
  TailscaleWatcher(
      Source source, WatchedNode node, Supplier<Optional<Instant>> date, MomentClock clock) {
    this.source = source;
    this.node = node;
    this.date = date;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "tailscale";
  }

  /** While it is not online, it is looked at often enough to tell that in time. */
  @Override
  public Pace pace() {
    WatchSettings settings = node.settings();
    Duration patience = settings.duration(WatchSetting.TAILSCALE_OFFLINE_AFTER);
    Duration usual = settings.duration(WatchSetting.TAILSCALE_EVERY);
    Duration soon = patience.dividedBy(4).compareTo(RECHECK) < 0 ? RECHECK : patience.dividedBy(4);
    Duration every = offlineSince.isPresent() && soon.compareTo(usual) < 0 ? soon : usual;
    return new Pace(
        every,
        TIMEOUT,
        RECHECK,
        soon,
        settings.count(WatchSetting.TAILSCALE_BAD_LOOKS),
        settings.count(WatchSetting.TAILSCALE_GOOD_LOOKS));
  }

  @Override
  public Runnable listen(Runnable nudge) {
    return source.listen(nudge);
  }

  @Override
  public Future<TailscaleJudgement.Sight> look() {
    return source
        .status()
        .map(
            status -> {
              boolean should = status.isRunning() || status.isStarting();
              if (!should || (status.isRunning() && status.online())) {
                offlineSince = Optional.empty();
              } else if (offlineSince.isEmpty()) {
                offlineSince = Optional.of(clock.now());
              }
              return new TailscaleJudgement.Sight(status, offlineSince, date.get());
            });
  }

  @Override
  public List<Finding> judge(TailscaleJudgement.Sight sight, Moment now) {
    return TailscaleJudgement.of(sight, node.settings(), now);
  }

  @Override
  public List<Finding> blind(Throwable failure) {
    return List.of(TailscaleJudgement.unreachable(String.valueOf(failure.getMessage())));
  }

  @Override
  public Future<Void> close() {
    return source.close();
  }
}

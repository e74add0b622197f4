package dev.homelab.supervision;

import dev.homelab.clock.MomentClock;
import dev.homelab.event.EventQueue;
import dev.homelab.world.World;
import java.time.InstantSource;
import java.util.List;

/**
 * Tells by events of parts that fail and of their recovery, and ends a process that can't be saved.
 */
public final class PartReport implements Supervision.Listener {
  private final EventQueue events;
  private final MomentClock clock;
  private PartNews news;

  /**
   * Begins with what is known.
   *
   * @param news what an earlier process said already
   */
  public PartReport(PartNews news, EventQueue events, InstantSource clock) {
    this.news = news;
    this.events = events;
    this.clock = MomentClock.beside(clock);
  }

  /** Where an earlier process told of a failure, its end is to be told by this one. */
  public void resumes(World world) {
    news = news.open(world.holds(news.condition()));
  }

  @Override
  public void changed(PartStatus status) {
    take(news.changed(status, clock.now().wall()));
  }

  @Override
  public void looked(List<PartStatus> parts) {
    take(news.looked(parts, clock.now()));
  }

  private void take(PartNews.Step step) {
    news = step.next();
    step.event().ifPresent(events::add);
  }

  /** Never on the caller's thread: the end waits for the event loop. */
  @Override
  public void stuck(String what) {
    Thread.ofPlatform().name("given-up").start(() -> System.exit(1));
  }
}

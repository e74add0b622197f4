package dev.homelab.edge.homeassistant;

import dev.homelab.clock.MomentClock;
import dev.homelab.disk.FileDisk;
import dev.homelab.edge.container.Await;
import dev.homelab.edge.watch.Recipe;
import dev.homelab.edge.watch.Sentinel;
import dev.homelab.event.Event;
import dev.homelab.event.NodeId;
import dev.homelab.supervision.PartStatus;
import dev.homelab.supervision.Supervision;
import dev.homelab.supervision.SupervisionSettings;
import dev.homelab.watching.HomeAssistantInstance;
import dev.homelab.watching.WatchSetting;
import dev.homelab.watching.WatchSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A Home Assistant that is watched from another node, with everything but its times as it is. */
final class WatchedHouse implements AutoCloseable, Supervision.Listener {
  static final NodeId HERE = new NodeId("chelsty-infra");
  static final NodeId THERE = new NodeId("chelsty-ha");
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** The usual times, made short. */
  static final WatchSettings QUICK =
      WatchSettings.USUAL
          .with(WatchSetting.HA_EVERY, "200ms")
          .with(WatchSetting.HA_CLOSED_AFTER, "1s")
          .with(WatchSetting.HA_STOP_PATIENCE, "8s")
          .with(WatchSetting.HA_RECONNECT, "500ms")
          .with(WatchSetting.HA_INTEGRATION_AFTER, "2s")
          .with(WatchSetting.HA_ENTITY_AFTER, "5s")
          .with(WatchSetting.HA_AUTOMATIONS_EVERY, "300ms")
          .with(WatchSetting.HA_RECORDER_EVERY, "300ms")
          .with(WatchSetting.HA_RECORDER_BACKLOG, "50")
          .with(WatchSetting.HA_RECORDER_AFTER, "600ms")
          .with(WatchSetting.HA_HEALTH_EVERY, "1s")
          .with(WatchSetting.HA_WELL_AFTER, "500ms")
          .with(WatchSetting.HA_SLICE, "5");

  private final Path token;
  private final Sentinel sentinel;
  private volatile @Nullable HomeAssistantWatcher watcher;
  private final List<Event> events = new CopyOnWriteArrayList<>();

  WatchedHouse(Vertx vertx, Path root, URI url, String token, WatchSettings settings)
      throws IOException {
    HomeAssistantInstance instance =
        new HomeAssistantInstance(
            "chelsty", url, THERE, List.of(HERE), "ha-chelsty.token", false, settings);
    Path folder = root.resolve("config/edge-agent");
    Files.createDirectories(folder);
    this.token = folder.resolve("ha-chelsty.token");
    token(token);
    InstantSource clock = InstantSource.system();
    this.sentinel =
        new Sentinel(
            vertx,
            new Supervision(vertx, SupervisionSettings.DEFAULT, clock, this),
            HERE,
            event -> {
              events.add(event);
              return Future.succeededFuture();
            },
            new FileDisk(),
            root.resolve("state"),
            MomentClock.beside(clock));
    Await.get(
        "watching",
        sentinel.start(
            List.of(new Recipe("ha:chelsty", "", () -> watch(vertx, instance, root, clock))),
            service -> true));
  }

  private HomeAssistantWatcher watch(
      Vertx vertx, HomeAssistantInstance instance, Path root, InstantSource clock) {
    HomeAssistantWatcher made =
        new HomeAssistantWatcher(
            vertx,
            instance,
            new HomeAssistantWatcher.Place(new FileDisk(), root),
            ZoneId.of("Europe/Warsaw"),
            MomentClock.beside(clock));
    watcher = made;
    return made;
  }

  void token(String text) throws IOException {
    Path _ = Files.writeString(token, text);
  }

  /** Returns when everything was answered once. */
  WatchedHouse known() {
    until("the house is known", () -> watcher().known());
    return this;
  }

  /** What a person sees who asks for a look. */
  Map<String, Object> probe() {
    return Await.get("a look", sentinel.probe("ha:chelsty")).orElseThrow();
  }

  HomeAssistantWatcher watcher() {
    return Objects.requireNonNull(watcher);
  }

  List<Event> events() {
    return List.copyOf(events);
  }

  List<String> types() {
    return events.stream().map(Event::type).toList();
  }

  Event await(String type) {
    return await(type, event -> true);
  }

  Event await(String type, Predicate<Event> which) {
    Predicate<Event> wanted = event -> event.type().equals(type) && which.test(event);
    until(type + " is told", () -> events.stream().anyMatch(wanted));
    return events.stream().filter(wanted).findFirst().orElseThrow();
  }

  /** The first so many of a type. */
  List<Event> await(String type, int count) {
    until(count + " times " + type, () -> told(type).size() >= count);
    return told(type).subList(0, count);
  }

  private List<Event> told(String type) {
    return events.stream().filter(event -> event.type().equals(type)).toList();
  }

  void until(String what, java.util.function.BooleanSupplier condition) {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError(
            "waited %s until: %s; told so far: %s; %s"
                .formatted(LIMIT, what, events, watcher().sight()));
      }
      LockSupport.parkNanos(20_000_000);
    }
  }

  @Override
  public void close() {
    Await.get("closed", sentinel.close());
  }

  @Override
  public void changed(PartStatus status) {}

  @Override
  public void looked(List<PartStatus> parts) {}

  @Override
  public void stuck(String what) {
    throw new AssertionError(what);
  }
}

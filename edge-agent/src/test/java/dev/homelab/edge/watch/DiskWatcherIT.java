package dev.homelab.edge.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.homelab.clock.MomentClock;
import dev.homelab.edge.container.Await;
import dev.homelab.edge.host.FileSystems;
import dev.homelab.edge.host.FlashWear;
import dev.homelab.edge.host.HostRoot;
import dev.homelab.event.Event;
import dev.homelab.event.EventTypes;
import dev.homelab.event.NodeId;
import dev.homelab.event.Severity;
import dev.homelab.inventory.Node;
import dev.homelab.supervision.Worker;
import dev.homelab.watching.WatchSetting;
import dev.homelab.watching.WatchSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The disk watcher on a real file system of 4 MiB and 100 inodes. */
class DiskWatcherIT {
  private static final int MIB = 1 << 20;

  @TempDir Path folder;
  private Path mount = Path.of("/");
  private Path watched = Path.of("/");

  /** Where the engine says that it keeps its images; empty while it has not answered. */
  private volatile Optional<List<String>> engineFolders = Optional.of(List.of());

  /** A trouble that changes its face is told anew at most each minute; that passes by hand here. */
  private final AtomicLong passed = new AtomicLong();

  private final MomentClock clock =
      new MomentClock(InstantSource.system(), () -> System.nanoTime() + passed.get());

  private volatile List<FlashWear> worn = List.of();

  private @Nullable WatchBench opened;

  private WatchBench bench() {
    return Objects.requireNonNull(opened);
  }

  @BeforeEach
  void mountAndWatch() throws Exception {
    mount = Files.createDirectory(folder.resolve("disk"));
    watched = mount;
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=4m,nr_inodes=100", "none", mount.toString()) == 0,
        "NOT RUN HERE: mounting a file system of one's own needs root");
    opened = WatchBench.open(folder.resolve("state"), clock);
    bench().start(new Recipe("disk", "", this::watcher));
    Await.until("a first look", () -> !bench().looks("disk").isEmpty());
  }

  private Watcher<?> watcher() {
    FileSystems systems = new FileSystems(HostRoot.SELF);
    DiskWatcher.Source source =
        new DiskWatcher.Source() {
          @Override
          public FileSystems.Sight systems(List<String> paths) {
            return systems.look(paths);
          }

          @Override
          public List<FlashWear> wear() {
            return worn;
          }
        };
    return new DiskWatcher(
        source,
        new Worker(bench().vertx(), "disk"),
        new Small(watched),
        List.of(),
        () -> engineFolders,
        clock);
  }

  @AfterEach
  void unmount() throws Exception {
    WatchBench.end(opened);
    int _ = run("umount", "-l", mount.toString());
  }

  private static int run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }

  @Test
  @DisplayName("What a container has mounted read-only is read-only where the file system is")
  void seenFromAContainer() throws Exception {
    Path seen = Files.createDirectory(folder.resolve("seen"));
    assertThat(run("mount", "--bind", mount.toString(), seen.toString())).isZero();
    try {
      assertThat(run("mount", "-o", "remount,bind,ro", seen.toString())).isZero();
      FileSystems machine = new FileSystems(new HostRoot(seen));
      assertThat(machine.look(List.of("/")).systems().getFirst().readOnly()).isFalse();
      assertThat(run("mount", "-o", "remount,ro", mount.toString())).isZero();
      assertThat(machine.look(List.of("/")).systems().getFirst().readOnly()).isTrue();
    } finally {
      int _ = run("umount", "-l", seen.toString());
    }
  }

  private void fill(String name, int bytes) throws IOException {
    Files.write(mount.resolve(name), new byte[bytes]);
  }

  private Event level(String level) {
    passed.addAndGet(Duration.ofMinutes(2).toNanos());
    return bench()
        .await(EventTypes.DISK_PRESSURE, event -> event.detail("level").orElse("").equals(level));
  }

  @Test
  @DisplayName("It fills up level by level, and the end is disk_pressure with level normal")
  void fillsUpAndRecovers() throws IOException {
    fill("a", 3 * MIB + MIB / 2);
    Event warning = bench().await(EventTypes.DISK_PRESSURE);
    assertThat(warning.details())
        .containsEntry("level", "warning")
        .containsEntry("path", mount.toString())
        .containsEntry("of", "space")
        .containsKeys("since", "used_percent", "free_bytes");
    assertThat(warning.service()).isNull();
    fill("b", MIB / 4);
    Event high = level("high");
    assertThat(high.severity()).isEqualTo(Severity.ERROR);
    fill("c", 3 * MIB / 16);
    Event critical = level("critical");
    assertThat(critical.severity()).isEqualTo(Severity.CRITICAL);
    for (String name : List.of("a", "b", "c")) {
      Files.delete(mount.resolve(name));
    }
    Event over = level("normal");
    assertThat(over.detail("entity")).contains(mount.toString());
    assertThat(bench().events()).containsExactly(warning, high, critical, over);
    assertThat(bench().events())
        .extracting(event -> event.detail("since"))
        .containsOnly(warning.detail("since"));
  }

  @Test
  @DisplayName("W3: a level that is not cleared yet is not cleared by an agent that starts anew")
  void startedAnewBetweenTheThresholds() throws IOException {
    fill("a", 3 * MIB + MIB / 4);
    fill("b", MIB / 8);
    Event warning = bench().await(EventTypes.DISK_PRESSURE);
    Files.delete(mount.resolve("b"));
    bench().close();
    opened = WatchBench.open(folder.resolve("state"), clock);
    bench().start(new Recipe("disk", "", this::watcher));
    Await.until("three looks", () -> bench().sentinel().figures().getFirst().looks() >= 3);
    assertThat(bench().sentinel().held()).hasSize(1);
    assertThat(bench().events()).isEmpty();
    Files.delete(mount.resolve("a"));
    assertThat(level("normal").detail("since")).isEqualTo(warning.detail("since"));
  }

  @Test
  @DisplayName("A disk that has room and no inodes is full as well")
  void inodes() throws IOException {
    for (int i = 0; i < 98; i++) {
      fill("f" + i, 0);
    }
    Event event = bench().await(EventTypes.DISK_PRESSURE);
    assertThat(event.details()).containsEntry("of", "inodes").containsEntry("level", "critical");
    assertThat(event.severity()).isEqualTo(Severity.CRITICAL);
    for (int i = 0; i < 98; i++) {
      Files.delete(mount.resolve("f" + i));
    }
    Event over = level("normal");
    assertThat(over.detail("since")).isEqualTo(event.detail("since"));
    assertThat(bench().events()).containsExactly(event, over);
  }

  @Test
  @DisplayName("W5: the wear of a card that was pulled out is nobody's trouble any more")
  void pulledOut() {
    worn = List.of(new FlashWear("mmcblk0", 100));
    Event event = bench().await(EventTypes.DISK_WEAR);
    assertThat(event.details())
        .containsEntry("device", "mmcblk0")
        .containsEntry("used_percent", 100);
    worn = List.of();
    Await.until("it is not held", () -> bench().sentinel().held().isEmpty());
    assertThat(bench().events()).containsExactly(event);
  }

  @Test
  @DisplayName("A disk that turns read-only is told as such, and its end too")
  void readOnly() throws Exception {
    assertThat(run("mount", "-o", "remount,ro", mount.toString())).isZero();
    Event event = bench().await(EventTypes.DISK_READ_ONLY);
    assertThat(event.details()).containsEntry("path", mount.toString());
    assertThat(run("mount", "-o", "remount,rw", mount.toString())).isZero();
    assertThat(bench().await("service_recovered").detail("of")).contains(EventTypes.DISK_READ_ONLY);
    assertThat(bench().events()).hasSize(2);
  }

  @Test
  @DisplayName("A file system that is gone is told as not seen, not as empty")
  void gone() throws Exception {
    WatchBench.end(opened);
    opened = WatchBench.open(folder.resolve("state2"));
    watched = folder.resolve("nowhere");
    bench().start(new Recipe("disk", "", this::watcher));
    Event blind = bench().await(EventTypes.WATCHER_BLIND);
    assertThat(blind.detail("entity")).contains("disk " + watched);
    assertThat(bench().events()).hasSize(1);
  }

  @Test
  @DisplayName("W3 trouble of the engine's disk stands while the engine does not say where that is")
  void engineDoesNotAnswer() throws Exception {
    WatchBench.end(opened);
    engineFolders = Optional.of(List.of(mount.toString()));
    watched = folder;
    opened = WatchBench.open(folder.resolve("state3"));
    bench().start(new Recipe("disk", "", this::watcher));
    fill("a", 3 * MIB + MIB / 2);
    Event full = bench().await(EventTypes.DISK_PRESSURE, this::isOfMount);
    bench().close();
    engineFolders = Optional.empty();
    opened = WatchBench.open(folder.resolve("state3"));
    bench().start(new Recipe("disk", "", this::watcher));
    Await.until("two looks", () -> bench().sentinel().figures().getFirst().looks() >= 2);
    assertThat(bench().sentinel().held())
        .extracting(it -> it.key().entity())
        .contains(mount.toString());
    Files.delete(mount.resolve("a"));
    engineFolders = Optional.of(List.of(mount.toString()));
    Event over = bench().await(EventTypes.DISK_PRESSURE, this::isOfMount);
    assertThat(over.details()).containsEntry("level", "normal");
    assertThat(over.detail("since")).isEqualTo(full.detail("since"));
  }

  private boolean isOfMount(Event event) {
    return event
        .detail("path")
        .or(() -> event.detail("entity"))
        .equals(Optional.of(mount.toString()));
  }

  /** A node of which only the small file system matters. */
  private static final class Small extends LikeNode {
    private final Path mount;

    private Small(Path mount) {
      super(
          new TestNode(
              new NodeId("piha"),
              List.of(),
              WatchSettings.USUAL.with(WatchSetting.DISK_EVERY, "1s"),
              List.of()));
      this.mount = mount;
    }

    @Override
    public Node node() {
      return new Node(
          new NodeId("piha"),
          "home",
          List.of(),
          Optional.empty(),
          Optional.empty(),
          List.of(),
          false,
          false,
          new Node.Storage(
              List.of(mount.toString()),
              OptionalInt.empty(),
              OptionalInt.empty(),
              OptionalInt.empty()),
          false,
          Optional.empty(),
          OptionalInt.empty());
    }
  }
}

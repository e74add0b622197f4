package dev.homelab.hub.observer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.disk.FaultyDisk;
import dev.homelab.event.Event;
import dev.homelab.event.EventJson;
import dev.homelab.event.NodeId;
import dev.homelab.event.Severity;
import dev.homelab.inventory.Inventory;
import dev.homelab.log.LogLine;
import dev.homelab.world.World;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An observer over real files, with one listener that writes down what it is told. */
class ObserverTest {
  private static final NodeId PIHA = new NodeId("piha");
  private static final NodeId EDGE = new NodeId("chelsty-infra");
  private static final NodeId HUB = new NodeId("vps");
  private static final LocalDate TODAY = LocalDate.parse("2026-03-02");
  private static final LocalDate YESTERDAY = TODAY.minusDays(1);
  private static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");

  /** Many turns' worth. */
  private static final int LONG = 30_000;

  @TempDir Path root;
  private final FaultyDisk disk = new FaultyDisk();
  private final Vertx vertx = Vertx.vertx();
  private final Queue<String> told = new ConcurrentLinkedQueue<>();
  private final Queue<World> worlds = new ConcurrentLinkedQueue<>();
  private final Queue<Map<LocalDate, Long>> folded = new ConcurrentLinkedQueue<>();
  private final Queue<String> unreadable = new ConcurrentLinkedQueue<>();
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();
  private final AtomicLong nanos = new AtomicLong();
  private volatile long skipped;
  private Context context;
  private Observer observer;

  @BeforeEach
  void make() {
    Inventory inventory =
        Inventory.read(Path.of("..").toAbsolutePath().normalize()).inventory().orElseThrow();
    context = vertx.getOrCreateContext();
    observer = new Observer(vertx, disk, root, inventory, new Listener(), nanos::get);
  }

  @AfterEach
  void end() {
    vertx.close().await();
  }

  private final class Listener implements Observer.Listener {
    @Override
    public Supplier<Future<Void>> lines(NodeId log, List<LogLine> lines, boolean live) {
      return () -> {
        lines.forEach(line -> told.add(log + " " + line.event().message()));
        return Future.succeededFuture();
      };
    }

    @Override
    public void syncFailed(IOException cause) {
      failures.add(String.valueOf(cause.getMessage()));
    }

    @Override
    public void unreadable(NodeId node, Optional<String> why) {
      unreadable.add(node + why.map(it -> " can't be read").orElse(" can be read"));
    }

    @Override
    public void world(World world) {
      worlds.add(world);
    }

    @Override
    public void folded(NodeId node, Map<LocalDate, Long> lengths, long skippedLines) {
      if (node.equals(PIHA)) {
        folded.add(lengths);
        skipped = skippedLines;
      }
    }
  }

  private static Event event(NodeId node, String type, int second, String message) {
    return Event.of(node, "stability-agent", type, Severity.ERROR)
        .service("mosquitto")
        .message(message)
        .at(NOON.plusSeconds(second));
  }

  private static Event chatter(NodeId node, int number) {
    return Event.of(node, "script", "noted", Severity.INFO)
        .message(String.valueOf(number))
        .at(NOON.plusSeconds(number / 10));
  }

  private void append(NodeId node, LocalDate day, List<Event> events) throws IOException {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    events.forEach(event -> lines.writeBytes(EventJson.line(event)));
    append(node, day, lines.toString(UTF_8));
  }

  private void append(NodeId node, LocalDate day, String text) throws IOException {
    Path folder = Files.createDirectories(root.resolve("events/%s/%s".formatted(day, node.name())));
    Files.writeString(
        folder.resolve("events.jsonl"), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private static List<Event> chatter(NodeId node) {
    return IntStream.range(0, LONG).mapToObj(i -> chatter(node, i)).toList();
  }

  private void grown(NodeId node, LocalDate day) throws IOException {
    observer.grown(node, day, length(node, day));
  }

  private long length(NodeId node, LocalDate day) throws IOException {
    return Files.size(root.resolve("events/%s/%s/events.jsonl".formatted(day, node.name())));
  }

  private void start() throws Exception {
    onContext(observer::start);
  }

  private void onContext(Supplier<Future<Void>> task) throws Exception {
    Promise<Void> done = Promise.promise();
    context.runOnContext(_ -> task.get().onComplete(done));
    done.future().await(30, TimeUnit.SECONDS);
  }

  private static void await(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what).isLessThan(end);
      LockSupport.parkNanos(5_000_000);
    }
  }

  @Test
  @DisplayName("a log of many chunks does not keep another one's line waiting")
  void turns() throws Exception {
    start();
    append(PIHA, TODAY, chatter(PIHA));
    append(EDGE, TODAY, List.of(chatter(EDGE, 1)));
    grown(PIHA, TODAY);
    grown(EDGE, TODAY);
    await("all of them are told", () -> told.size() == LONG + 1);
    List<String> order = List.copyOf(told);
    assertThat(order.indexOf("chelsty-infra 1")).isLessThan(LONG / 2);
    assertThat(order.stream().filter(line -> line.startsWith("piha")).toList())
        .isEqualTo(chatter(PIHA).stream().map(each -> "piha " + each.message()).toList());
  }

  @Test
  @DisplayName("W6: while a log is folded anew nobody sees a world without its later lines")
  void anew() throws Exception {
    append(PIHA, YESTERDAY, List.of(chatter(PIHA, 0)));
    append(PIHA, TODAY, chatter(PIHA));
    append(PIHA, TODAY, List.of(event(PIHA, "service_unhealthy", 10_000, "broken")));
    start();
    worlds.clear();
    int before = told.size();
    append(PIHA, YESTERDAY, List.of(chatter(PIHA, 7)));
    folded.clear();
    grown(PIHA, YESTERDAY);
    long length = Files.size(root.resolve("events/2026-03-01/piha/events.jsonl"));
    await(
        "both days are folded",
        () ->
            folded.stream()
                .anyMatch(
                    each -> each.getOrDefault(YESTERDAY, 0L) == length && each.containsKey(TODAY)));
    await("the world is told", () -> !worlds.isEmpty());
    onContext(observer::stop);
    assertThat(told).as("what was told is not told again").hasSize(before + 1);
    assertThat(observer.world().openIncidents()).hasSize(1);
    assertThat(worlds).isNotEmpty().allMatch(world -> world.openIncidents().size() == 1);
  }

  @Test
  @DisplayName("Y4, W6: after a divergence all of the new copy is folded, and told once")
  void diverged() throws Exception {
    Event common = chatter(EDGE, 1);
    append(EDGE, TODAY, List.of(common, chatter(EDGE, 2)));
    append(EDGE, TODAY, List.of(event(EDGE, "service_unhealthy", 10, "broken")));
    start();
    Path file = root.resolve("events/2026-03-02/chelsty-infra/events.jsonl");
    Files.move(file, file.resolveSibling("events.1.jsonl"));
    append(EDGE, TODAY, List.of(common));
    append(EDGE, TODAY, List.of(event(EDGE, "service_recovered", 20, "well")));
    append(EDGE, TODAY, List.of(event(EDGE, "disk_pressure", 30, "full")));
    append(EDGE, TODAY, chatter(EDGE).subList(10, 20));
    told.clear();
    observer.closed(EDGE, TODAY, OptionalInt.of(1));
    grown(EDGE, TODAY);
    await("all of the new copy is told", () -> told.size() == 12);
    await("the world is told", () -> !observer.world().openIncidents().isEmpty());
    onContext(observer::stop);
    assertThat(told).startsWith("chelsty-infra well", "chelsty-infra full");
    assertThat(observer.world().openIncidents()).hasSize(1);
  }

  @Test
  @DisplayName("L9: a day of the future that was taken back is no longer part of the world")
  void takenBack() throws Exception {
    LocalDate ahead = LocalDate.parse("2030-01-01");
    append(PIHA, ahead, List.of(chatter(PIHA, 1)));
    start();
    Files.delete(root.resolve("events/2030-01-01/piha/events.jsonl"));
    observer.closed(PIHA, ahead, OptionalInt.empty());
    told.clear();
    folded.clear();
    for (int i = 0; i < 3; i++) {
      append(PIHA, TODAY, List.of(chatter(PIHA, i)));
      grown(PIHA, TODAY);
      int lines = i + 1;
      await("the line is told", () -> told.size() == lines);
    }
    assertThat(told).containsExactly("piha 0", "piha 1", "piha 2");
    onContext(observer::stop);
  }

  @Test
  @DisplayName("Y6: an old day's tail that nobody writes on counts as folded after a minute")
  void tornOldDay() throws Exception {
    append(PIHA, YESTERDAY, List.of(chatter(PIHA, 1)));
    append(PIHA, TODAY, List.of(chatter(PIHA, 2)));
    start();
    long whole = length(PIHA, YESTERDAY);
    append(PIHA, YESTERDAY, "{\"torn");
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(30));
    assertThat(foldedAfterPoll(YESTERDAY)).isEqualTo(whole);
    grown(PIHA, YESTERDAY);
    assertThat(foldedAfterPoll(YESTERDAY)).isEqualTo(whole);
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(59));
    assertThat(foldedAfterPoll(YESTERDAY)).as("it may still be written on").isEqualTo(whole);
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
    assertThat(foldedAfterPoll(YESTERDAY)).isEqualTo(length(PIHA, YESTERDAY));
    onContext(observer::stop);
    start();
    assertThat(foldedAfterPoll(YESTERDAY)).as("the hub was started again").isEqualTo(whole);
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(60));
    assertThat(foldedAfterPoll(YESTERDAY)).isEqualTo(length(PIHA, YESTERDAY));
    int before = told.size();
    append(PIHA, YESTERDAY, "\n");
    append(PIHA, YESTERDAY, List.of(chatter(PIHA, 3)));
    grown(PIHA, YESTERDAY);
    await("the late line is told", () -> told.size() == before + 1);
    assertThat(foldedAfterPoll(YESTERDAY)).isEqualTo(length(PIHA, YESTERDAY));
    onContext(observer::stop);
  }

  /** How far a day is folded once everything that was told before has been looked at. */
  private long foldedAfterPoll(LocalDate day) {
    var _ = folds();
    return folds().getOrDefault(day, 0L);
  }

  private Map<LocalDate, Long> folds() {
    folded.clear();
    observer.grown(PIHA, LocalDate.EPOCH, -1);
    await("it is told how far the log is folded", () -> !folded.isEmpty());
    return folded.remove();
  }

  @Test
  @DisplayName("Y4, W6: a day put back to a part of what it was counts as folded")
  void putBackToPrefix() throws Exception {
    append(PIHA, YESTERDAY, List.of(chatter(PIHA, 1), chatter(PIHA, 2)));
    append(PIHA, TODAY, List.of(chatter(PIHA, 3)));
    start();
    Path file = root.resolve("events/2026-03-01/piha/events.jsonl");
    Files.move(file, file.resolveSibling("events.1.jsonl"));
    String first = Files.readAllLines(file.resolveSibling("events.1.jsonl")).getFirst() + "\n";
    append(PIHA, YESTERDAY, first);
    observer.closed(PIHA, YESTERDAY, OptionalInt.of(1));
    grown(PIHA, YESTERDAY);
    await("all is folded", () -> !folded.isEmpty() && foldedAfterPoll(TODAY) > 0);
    assertThat(foldedAfterPoll(YESTERDAY)).isEqualTo(first.length());
    onContext(observer::stop);
    start();
    assertThat(foldedAfterPoll(YESTERDAY)).isEqualTo(first.length());
    onContext(observer::stop);
  }

  @Test
  @DisplayName("L6, Y10: of the hub's own log nothing is folded once a sync has failed")
  void ownSyncFails() throws Exception {
    start();
    append(HUB, TODAY, List.of(chatter(HUB, 1)));
    disk.failSync = true;
    grown(HUB, TODAY);
    await("the failure is told", () -> failures.contains("Input/output error"));
    disk.failSync = false;
    grown(HUB, TODAY);
    await("so is the next attempt", () -> failures.size() > 1);
    assertThat(told).isEmpty();
    onContext(observer::stop);
    assertThat(root.resolve("state/log-fsync-failed"))
        .content()
        .contains("events/2026-03-02/vps/events.jsonl");
  }

  @Test
  @DisplayName("L4: a line with a time at the end of all times is folded like any other")
  void hostileTime() throws Exception {
    append(
        PIHA,
        TODAY,
        """
        {"type":"x","timestamp":"-1000000000-01-01T00:00:00Z"}
        rubbish
        {"type":"service_unhealthy","service":"mosquitto","severity":"error","message":"broken",\
        "details":{"since":"-1000000000-01-01T00:00:00Z"}}
        """);
    start();
    await("the trouble is in the world", () -> !observer.world().openIncidents().isEmpty());
    onContext(observer::stop);
    assertThat(Files.readString(root.resolve("world/incidents.json"))).contains("broken");
    assertThat(skipped).as("lines that could not be read").isEqualTo(1);
  }

  @Test
  @DisplayName(
      "W7: a file of the world that somebody deletes or cuts off is there again when saved")
  void putBack() throws Exception {
    append(EDGE, TODAY, List.of(event(EDGE, "service_unhealthy", 1, "broken")));
    start();
    onContext(observer::stop);
    String incidents = Files.readString(root.resolve("world/incidents.json"));
    String nodes = Files.readString(root.resolve("world/nodes.json"));
    start();
    Files.delete(root.resolve("world/incidents.json"));
    Files.writeString(root.resolve("world/nodes.json"), "{");
    onContext(observer::stop);
    assertThat(root.resolve("world/incidents.json")).hasContent(incidents);
    assertThat(root.resolve("world/nodes.json")).hasContent(nodes);
  }

  @Test
  @DisplayName("stopped, its files hold what was folded last; started again it goes on")
  void files() throws Exception {
    start();
    for (int i = 0; i < 20; i++) {
      append(EDGE, TODAY, List.of(event(EDGE, "service_unhealthy", i, "broken " + i)));
      grown(EDGE, TODAY);
    }
    await("all of them are told", () -> told.size() == 20);
    onContext(observer::stop);
    String incidents = Files.readString(root.resolve("world/incidents.json"));
    assertThat(incidents).contains("broken");
    append(EDGE, TODAY, List.of(event(EDGE, "service_recovered", 30, "well")));
    start();
    await("only the new one is told", () -> told.size() == 21);
    assertThat(observer.world().openIncidents()).isEmpty();
    onContext(observer::stop);
    assertThat(Files.readString(root.resolve("world/incidents.json"))).isNotEqualTo(incidents);
  }

  @Test
  @DisplayName(
      "L4, Y9: a log that can't be read is told once, keeps nobody waiting, and is tried again")
  void unreadableLog() throws Exception {
    start();
    disk.unreadableAt = "/piha/";
    append(PIHA, TODAY, List.of(event(PIHA, "service_unhealthy", 1, "ill")));
    grown(PIHA, TODAY);
    await("it is told", () -> !unreadable.isEmpty());
    append(EDGE, TODAY, List.of(event(EDGE, "service_unhealthy", 2, "broken")));
    grown(EDGE, TODAY);
    await("the other one's trouble is in the world", () -> isOpen(EDGE));
    grown(PIHA, TODAY);
    disk.unreadableAt = "";
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(6));
    append(EDGE, TODAY, List.of(chatter(EDGE, 3)));
    grown(EDGE, TODAY);
    await("it is read", () -> isOpen(PIHA));
    await("and told", () -> unreadable.size() == 2);
    assertThat(unreadable).containsExactly("piha can't be read", "piha can be read");
  }

  @Test
  @DisplayName("L4: an unreadable log does not keep the hub from starting")
  void unreadableAtTheStart() throws Exception {
    append(PIHA, TODAY, List.of(event(PIHA, "service_unhealthy", 1, "ill")));
    append(EDGE, TODAY, List.of(event(EDGE, "service_unhealthy", 2, "broken")));
    disk.unreadableAt = "/piha/";
    start();
    await("what can be read is in the world", () -> isOpen(EDGE));
    assertThat(isOpen(PIHA)).isFalse();
  }

  @Test
  @DisplayName("W6: while one log is folded anew the others go on, and it stands for what it said")
  void othersGoOn() throws Exception {
    append(PIHA, YESTERDAY, List.of(chatter(PIHA, 0)));
    append(PIHA, TODAY, List.of(event(PIHA, "service_unhealthy", 1, "ill")));
    start();
    disk.unreadableAt = TODAY + "/piha";
    append(PIHA, YESTERDAY, List.of(chatter(PIHA, 7)));
    grown(PIHA, YESTERDAY);
    await("it has come to what can't be read", () -> !unreadable.isEmpty());
    append(EDGE, TODAY, List.of(event(EDGE, "service_unhealthy", 2, "broken")));
    grown(EDGE, TODAY);
    await("the other one's trouble is in the world", () -> isOpen(EDGE));
    assertThat(isOpen(PIHA)).isTrue();
  }

  @Test
  @DisplayName("W6: a line that comes late to yesterday is folded from yesterday's snapshot on")
  void lateLine() throws Exception {
    LocalDate first = YESTERDAY.minusDays(1);
    int second = 0;
    for (LocalDate day : List.of(first, YESTERDAY, TODAY)) {
      append(PIHA, day, List.of(event(PIHA, "service_unhealthy", second++, "ill")));
      append(PIHA, day, List.of(event(PIHA, "service_recovered", second++, "well")));
      start();
      onContext(observer::stop);
    }
    start();
    disk.opened.clear();
    append(PIHA, YESTERDAY, List.of(event(PIHA, "service_unhealthy", 10, "late")));
    grown(PIHA, YESTERDAY);
    await("it is told", () -> told.contains("piha late"));
    await(
        "the day after it is folded again", () -> disk.opened.toString().contains(TODAY + "/piha"));
    onContext(observer::stop);
    assertThat(disk.opened.toString()).doesNotContain(first + "/piha/events");
    Map<Path, String> late = worldFiles();
    deleteState();
    start();
    onContext(observer::stop);
    assertThat(worldFiles()).as("as from the logs alone").isEqualTo(late);
  }

  private boolean isOpen(NodeId node) {
    return observer.world().openIncidents().stream()
        .anyMatch(incident -> incident.subject().node().equals(node));
  }

  private Map<Path, String> worldFiles() throws IOException {
    Map<Path, String> files = new TreeMap<>();
    for (String name : List.of("nodes.json", "services.json", "incidents.json")) {
      Path file = root.resolve("world").resolve(name);
      files.put(file, Files.readString(file));
    }
    return files;
  }

  private void deleteState() throws IOException {
    try (Stream<Path> all = Files.walk(root.resolve("state/fold"))) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}

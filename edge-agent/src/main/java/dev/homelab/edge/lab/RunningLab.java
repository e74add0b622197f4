package dev.homelab.edge.lab;

import dev.homelab.edge.container.EngineException;
import dev.homelab.event.NodeId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * A lab that is up: its ground, its engine, its hub and its agents, each opened as a named step and
 * closed in the opposite order. {@code up} holds one from its start to its end.
 */
public final class RunningLab implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(90);
  private static final Duration STOP = Duration.ofSeconds(20);

  private final LabSettings settings;
  private final Consumer<String> progress;
  private final CountDownLatch asked = new CountDownLatch(1);
  private final Deque<CleanUp> cleanUps = new ArrayDeque<>();
  private final Vertx vertx = Vertx.vertx();
  private final LabProcesses processes = new LabProcesses(this::note);
  private final Uplinks uplinks;

  private record CleanUp(String what, Runnable work) {}

  private RunningLab(LabSettings settings, Consumer<String> progress) {
    this.settings = settings;
    this.progress = progress;
    this.uplinks = new Uplinks(vertx, settings.layout(), settings.port());
  }

  /** Starts everything, telling each step; fails with one line and leaves nothing running. */
  public static RunningLab up(
      LabSettings settings,
      LabPlan plan,
      LabHub hub,
      LabEngines engines,
      Consumer<String> progress) {
    RunningLab lab = new RunningLab(settings, progress);
    try {
      lab.start(plan.only(settings.nodes()), hub, engines);
      return lab;
    } catch (IOException failed) {
      lab.close();
      throw new LabFailure(String.valueOf(failed.getMessage()), failed);
    } catch (RuntimeException failed) {
      lab.close();
      throw failed;
    }
  }

  private void start(LabPlan plan, LabHub hub, LabEngines engines) throws IOException {
    onClose("", () -> waitFor(vertx.close().toCompletionStage().toCompletableFuture(), STOP));
    LabGround ground = LabGround.take(settings.layout());
    onClose("", ground::close);
    if (Leftovers.end(settings.layout()) > 0) {
      progress.accept("ended what an earlier up had left running");
    }
    LabGround.requireFree(settings.port());

    Lab engine = done(engines.start(vertx, settings, plan.services()));
    onClose("services", () -> waitFor(future(engine.close()), STOP));
    progress.accept(
        "%d services run as %s"
            .formatted(plan.services().size(), LabEngines.plural(settings.runtime())));

    onClose("hub and agents", processes::close);
    LabCommands commands = new LabCommands(settings);
    String url = waitFor(processes.start(commands.hub()), START);
    progress.accept("the hub serves at " + url);

    startAgents(plan, hub, commands, engine);
    LabControl control =
        done(
            LabControl.open(
                vertx,
                settings.layout(),
                new LabOrders(
                    vertx, settings.layout(), processes, uplinks, engine, asked::countDown)));
    onClose("", () -> waitFor(future(control.close()), STOP));
    for (NodeId node : uplinks.cutOnes()) {
      progress.accept(
          "the uplink of %s is cut; mend it with: homelab lab mend %s".formatted(node, node));
    }
  }

  private void startAgents(LabPlan plan, LabHub hub, LabCommands commands, Lab engine)
      throws IOException {
    List<CompletableFuture<String>> ready = new ArrayList<>();
    Map<String, Integer> sitePorts = sitePorts(plan);
    for (int i = 0; i < plan.nodes().size(); i++) {
      LabPlan.Member member = plan.nodes().get(i);
      NodeId node = member.node();
      var token = hub.enrolmentToken(node, member.site());
      if (token.isPresent()) {
        PrivateFile.write(settings.layout().enrolmentToken(node), token.get());
      }
      int wish = settings.port() + 1 + i;
      int port = wish < 65_536 && LabGround.isFree(wish) ? wish : 0;
      int uplink = done(uplinks.open(node));
      LabBoot.first(settings.layout().machine(node), Instant.now());
      causeAgain(node, engine);
      ready.add(
          processes.start(
              commands.agent(
                  node,
                  uplink,
                  port,
                  Optional.ofNullable(sitePorts.get(member.site())),
                  LabEngines.address(settings, engine))));
    }
    for (int i = 0; i < ready.size(); i++) {
      String address = waitFor(ready.get(i), START);
      progress.accept(
          "%-14s serves at %s".formatted(plan.nodes().get(i).node().display(), address));
    }
  }

  /** The trouble that the lab was left with; what this one can't cause is over. */
  private void causeAgain(NodeId node, Lab engine) throws IOException {
    Path file = settings.layout().hostTroubles(node);
    Optional<HostTrouble> left = HostTrouble.at(file).filter(HostTrouble::isOfEngine);
    if (left.isEmpty()) {
      return;
    }
    try {
      done(engine.trouble(node, left));
    } catch (LabFailure | EngineException refused) {
      HostTrouble.mend(file);
      progress.accept("%-14s is mended: %s".formatted(node.display(), refused.getMessage()));
    }
  }

  /**
   * Where the sites' gateways listen: behind the dashboards, and the same when they start again.
   */
  private Map<String, Integer> sitePorts(LabPlan plan) {
    Map<String, Integer> ports = new HashMap<>();
    int next = settings.port() + 1 + plan.nodes().size();
    for (LabPlan.Member member : plan.nodes()) {
      if (member.gateway() && !ports.containsKey(member.site())) {
        while (next < 65_536 && !LabGround.isFree(next)) {
          next++;
        }
        if (next > 65_535) {
          throw new LabFailure("no port is free for the gateway of site " + member.site());
        }
        ports.put(member.site(), next++);
      }
    }
    return ports;
  }

  private void note(List<LabProcess> now) {
    try {
      new LabFile(
              settings.layout().name(),
              ProcessHandle.current().pid(),
              settings.runtime().text(),
              settings.url(),
              now)
          .write(settings.layout().processes());
    } catch (IOException failed) {
      progress.accept("lab.json can't be written: " + failed.getMessage());
    }
  }

  /** Returns when {@code homelab down} asks for the end. */
  public void awaitDown() throws InterruptedException {
    asked.await();
  }

  private void onClose(String what, Runnable work) {
    cleanUps.push(new CleanUp(what, work));
  }

  /** Ends every process that it started, in the opposite order. */
  @Override
  public synchronized void close() {
    while (!cleanUps.isEmpty()) {
      CleanUp next = cleanUps.pop();
      if (!next.what().isEmpty()) {
        progress.accept("stopping " + next.what());
      }
      try {
        next.work().run();
      } catch (RuntimeException failed) {
        progress.accept(String.valueOf(failed.getMessage()));
      }
    }
  }

  private static <T> T done(Future<T> future) {
    return waitFor(future(future), START);
  }

  private static <T> CompletableFuture<T> future(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture();
  }

  private static <T> T waitFor(CompletableFuture<T> future, Duration limit) {
    try {
      return future.get(limit.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException slow) {
      throw new LabFailure("a step took longer than %d s".formatted(limit.toSeconds()), slow);
    } catch (ExecutionException failed) {
      switch (failed.getCause()) {
        case RuntimeException known -> throw known;
        case IOException broken -> throw new UncheckedIOException(broken);
        case null, default -> throw new LabFailure(String.valueOf(failed.getMessage()), failed);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new LabFailure("interrupted", interrupted);
    }
  }
}

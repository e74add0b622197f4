package dev.homelab.edge;

import dev.homelab.disk.Disk;
import dev.homelab.event.NodeId;
import dev.homelab.inventory.Inventory;
import dev.homelab.launch.Ending;
import dev.homelab.launch.FailedDisk;
import dev.homelab.launch.FirstReading;
import dev.homelab.launch.RepositoryWatch;
import dev.homelab.log.LogWriter;
import dev.homelab.rules.RoutingApprovals;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.Closeable;
import java.nio.file.Path;
import java.time.InstantSource;

/**
 * What all parts of the agent stand on: the node's root, its log, and the checkout that says what
 * is wanted there.
 */
record Ground(
    Vertx vertx,
    AgentArguments arguments,
    AgentFiles files,
    RepositoryWatch checkout,
    LogWriter log,
    InstantSource clock) {

  static Ground of(Vertx vertx, AgentArguments arguments, AgentFiles files, FirstReading first) {
    return new Ground(
        vertx,
        arguments,
        files,
        new RepositoryWatch(vertx, arguments.repo(), first, AgentParts.lastGood(arguments)),
        new LogWriter(vertx, files.log(), FailedDisk::end),
        InstantSource.system());
  }

  NodeId node() {
    return arguments.node();
  }

  Path root() {
    return arguments.root();
  }

  Disk disk() {
    return files.disk();
  }

  boolean inLab() {
    return arguments.lab().isPresent();
  }

  /** As it is wanted now. */
  Inventory inventory() {
    return checkout.inventory();
  }

  /** What the inventory says about approvals, to a node that is there itself. */
  RoutingApprovals rules() {
    return new RoutingApprovals(checkout::inventory, it -> false);
  }

  /** Has the log closed at the process's end, and then what is open under the root. */
  void closes(Ending ending) {
    ending.push("folders", () -> closed(files.folders()::close));
    ending.push("log", () -> log.close().eventually(() -> closed(files.log()::close)));
  }

  private Future<Void> closed(Closeable open) {
    return vertx.executeBlocking(
        () -> {
          open.close();
          return null;
        });
  }
}

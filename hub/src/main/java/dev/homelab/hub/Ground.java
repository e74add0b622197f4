package dev.homelab.hub;

import dev.homelab.disk.Disk;
import dev.homelab.event.EventQueue;
import dev.homelab.launch.Ending;
import dev.homelab.launch.FailedDisk;
import dev.homelab.launch.FirstReading;
import dev.homelab.launch.RepositoryWatch;
import dev.homelab.log.LogWriter;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.InstantSource;

/**
 * What all parts of the hub stand on: its root, the log of its node, and the checkout that says
 * what is wanted.
 *
 * @param events takes what may wait for the log
 */
record Ground(
    Vertx vertx,
    HubArguments arguments,
    HubFiles files,
    RepositoryWatch repository,
    LogWriter log,
    EventQueue events,
    InstantSource clock) {

  static Ground of(Vertx vertx, HubArguments arguments, HubFiles files, FirstReading first) {
    LogWriter log = new LogWriter(vertx, files.log(), FailedDisk::end);
    return new Ground(
        vertx,
        arguments,
        files,
        new RepositoryWatch(vertx, arguments.repo(), first, HubParts.lastGood(arguments)),
        log,
        new EventQueue(vertx, log),
        InstantSource.system());
  }

  Path root() {
    return arguments.root();
  }

  Disk disk() {
    return files.disk();
  }

  /** Has the log closed at the process's end, and then what is open under the root. */
  void closes(Ending ending) {
    ending.push(
        "folders",
        () ->
            vertx.executeBlocking(
                () -> {
                  files.folders().close();
                  return null;
                }));
    ending.push("log", log::close);
  }
}

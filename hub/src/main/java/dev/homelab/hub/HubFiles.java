package dev.homelab.hub;

import dev.homelab.disk.Disk;
import dev.homelab.disk.DiskFiles;
import dev.homelab.disk.FileDisk;
import dev.homelab.disk.FolderEvents;
import dev.homelab.inventory.Inventory;
import dev.homelab.log.EventLog;
import dev.homelab.log.LogSettings;
import dev.homelab.sync.KeyFile;
import dev.homelab.sync.NodeRegistry;
import dev.homelab.sync.SigningKey;
import dev.homelab.web.Sessions;
import dev.homelab.web.TokenFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;

/**
 * What is read from the hub's root before anything runs.
 *
 * @param first whether this is the root's first start
 * @param log of the hub's own node, to which the hub is one more appender (RULES Y10)
 */
record HubFiles(
    Disk disk,
    SigningKey key,
    NodeRegistry registry,
    Sessions sessions,
    String cliToken,
    String readToken,
    boolean first,
    EventLog log,
    FolderEvents folders) {

  /** Opens them, making what is missing. Blocks. */
  static HubFiles open(HubArguments arguments, Inventory inventory) throws IOException {
    Disk disk = new FileDisk();
    Path root = arguments.root();
    Path state = root.resolve("state");
    DiskFiles.createDirectories(disk, state);
    boolean first = !Files.exists(state.resolve("cli-token"));
    InstantSource clock = InstantSource.system();
    return new HubFiles(
        disk,
        KeyFile.loadOrCreate(root, "hub"),
        NodeRegistry.open(disk.forOwnerOnly(), root),
        Sessions.open(disk.forOwnerOnly(), state.resolve("sessions.json"), clock),
        TokenFile.loadOrCreate(state.resolve("cli-token")),
        TokenFile.loadOrCreate(state.resolve("read-token")),
        first,
        EventLog.openAppender(disk, root, inventory.hub(), LogSettings.DEFAULT, clock),
        FolderEvents.open());
  }
}

package dev.homelab.edge;

import dev.homelab.action.ActionStore;
import dev.homelab.action.Ledger;
import dev.homelab.disk.Disk;
import dev.homelab.disk.DiskFiles;
import dev.homelab.disk.FileDisk;
import dev.homelab.disk.FolderEvents;
import dev.homelab.disk.Reserve;
import dev.homelab.log.EventLog;
import dev.homelab.log.LogSettings;
import dev.homelab.sync.KeyFile;
import dev.homelab.sync.SigningKey;
import dev.homelab.web.Secrets;
import dev.homelab.web.Sessions;
import dev.homelab.web.TokenFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;

/**
 * What is read from the node's root before anything runs.
 *
 * @param token the local credential
 * @param sessions of browsers that were given one for it
 */
record AgentFiles(
    Disk disk,
    EventLog log,
    SigningKey key,
    ActionStore store,
    Ledger ledger,
    String token,
    Sessions sessions,
    FolderEvents folders) {

  /** Opens them, making what is missing. Blocks. */
  static AgentFiles open(AgentArguments arguments) throws IOException {
    Disk disk = new FileDisk();
    Path root = arguments.root();
    InstantSource clock = InstantSource.system();
    DiskFiles.createDirectories(disk, root.resolve("state"));
    Disk own = disk.forOwnerOnly();
    DiskFiles.createDirectories(own, root.resolve("state/executor"));
    Reserve reserve = new Reserve(own, root.resolve("state/executor/reserve"));
    String token = TokenFile.loadOrCreate(root.resolve("state/local-token"));
    return new AgentFiles(
        disk,
        EventLog.open(disk, root, arguments.node(), LogSettings.DEFAULT, clock),
        KeyFile.loadOrCreate(root, "node"),
        ActionStore.open(disk, root, reserve, clock),
        Ledger.open(own, root.resolve("state/executor/ledger.jsonl"), reserve),
        token,
        sessions(own, root.resolve("state/local-sessions"), token, clock),
        FolderEvents.open());
  }

  /** Those of the credential: a new one ends the sessions of the one before. */
  static Sessions sessions(Disk own, Path folder, String token, InstantSource clock)
      throws IOException {
    DiskFiles.createDirectories(own, folder);
    String file = Secrets.hash(token) + ".json";
    for (String other : own.list(folder)) {
      if (!other.equals(file)) {
        own.delete(folder.resolve(other));
      }
    }
    return Sessions.open(own, folder.resolve(file), clock);
  }
}

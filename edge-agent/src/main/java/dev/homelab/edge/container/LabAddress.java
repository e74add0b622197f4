package dev.homelab.edge.container;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.homelab.edge.container.EngineException.Reason;
import dev.homelab.event.EventJson;
import dev.homelab.event.Values;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/** Where a lab's engine listens: a loopback port, and the token that it asks for. */
public record LabAddress(int port, String token) {
  public static final String FILE_NAME = "engine.json";

  /** Throws an {@link EngineException} where no lab has left a readable address. */
  public static LabAddress read(Path file) {
    try {
      Map<String, Object> json = EventJson.parse(Files.readString(file));
      String token = Values.text(json, "token");
      int port = (int) Values.number(json, "port", 0);
      if (token == null || port <= 0) {
        throw new EngineException(Reason.BAD_ANSWER, file + " names no port and token");
      }
      return new LabAddress(port, token);
    } catch (JsonProcessingException malformed) {
      throw new EngineException(Reason.BAD_ANSWER, file + " is not JSON");
    } catch (IOException absent) {
      throw new EngineException(Reason.UNREACHABLE, "no lab runs: " + file + " cannot be read");
    }
  }

  /** Writes the file, readable by its owner alone, in one step. */
  public void write(Path file) throws IOException {
    Path temporary = file.resolveSibling("." + file.getFileName() + ".tmp");
    Files.deleteIfExists(temporary);
    Files.createFile(
        temporary,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.write(temporary, EventJson.bytes(Map.of("port", port, "token", token)));
    Files.move(
        temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  SocketHttp.Target target() {
    return new SocketHttp.Target(
        SocketAddress.inetSocketAddress(port, "127.0.0.1"),
        Map.of("authorization", "Bearer " + token));
  }
}

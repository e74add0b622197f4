package dev.homelab.edge.lab;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.homelab.event.EventJson;
import dev.homelab.event.Values;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a stand-in is to do, kept on disk so that a lab goes on where it stopped. Losing it in a
 * power cut is harmless: the stand-in is then made anew.
 *
 * @param id changes when it is created anew
 * @param wanted what someone asked for last
 * @param flaw how it is broken on purpose
 * @param crashesLeft of a crash loop; negative is for ever
 */
record StandInState(
    String id, String service, Wanted wanted, Flaw flaw, int crashesLeft, int exitCode) {

  /** What someone asked for last; {@code unless-stopped} goes by it. */
  enum Wanted {
    UP,
    DOWN,
    /** Made, and never started. */
    CREATED,
    REMOVED
  }

  /** How it is broken on purpose. */
  enum Flaw {
    NONE,
    CRASHES,
    UNHEALTHY,
    /** Its check can't be run. */
    BROKEN_CHECK,
    /** Frozen whenever it runs. */
    PAUSED
  }

  static StandInState fresh(String id, String service) {
    return new StandInState(id, service, Wanted.UP, Flaw.NONE, 0, 0);
  }

  StandInState wanting(Wanted other) {
    return new StandInState(id, service, other, flaw, crashesLeft, exitCode);
  }

  StandInState flawed(Flaw other, int crashes) {
    return new StandInState(id, service, wanted, other, crashes, exitCode);
  }

  StandInState ended(int code) {
    return new StandInState(id, service, wanted, flaw, crashesLeft, code);
  }

  /** A start by hand mends what a restart can mend. */
  StandInState startedByHand() {
    return flaw == Flaw.UNHEALTHY || flaw == Flaw.PAUSED ? flawed(Flaw.NONE, 0) : this;
  }

  /** One crash of a counted loop is used up. */
  StandInState crashed() {
    return switch (flaw) {
      case NONE, UNHEALTHY, BROKEN_CHECK, PAUSED -> this;
      case CRASHES ->
          crashesLeft == 1
              ? flawed(Flaw.NONE, 0)
              : flawed(Flaw.CRASHES, crashesLeft < 0 ? crashesLeft : crashesLeft - 1);
    };
  }

  void write(Path file) throws IOException {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", id);
    json.put("service", service);
    json.put("wanted", wanted.name());
    json.put("flaw", flaw.name());
    json.put("crashes_left", crashesLeft);
    json.put("exit_code", exitCode);
    Path temporary = file.resolveSibling("." + file.getFileName() + ".tmp");
    Files.write(temporary, EventJson.bytes(json));
    Files.move(
        temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Reads what {@link #write} wrote, or gives the fallback where that is not there or torn. */
  static StandInState read(Path file, StandInState fallback) {
    try {
      Map<String, Object> json = EventJson.parse(Files.readString(file));
      String id = Values.text(json, "id");
      return new StandInState(
          id == null ? fallback.id() : id,
          fallback.service(),
          Wanted.valueOf(String.valueOf(json.get("wanted"))),
          Flaw.valueOf(String.valueOf(json.get("flaw"))),
          (int) Values.number(json, "crashes_left", 0),
          (int) Values.number(json, "exit_code", 0));
    } catch (JsonProcessingException | IllegalArgumentException torn) {
      return fallback;
    } catch (IOException absent) {
      return fallback;
    }
  }
}

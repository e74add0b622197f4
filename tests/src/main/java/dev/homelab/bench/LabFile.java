package dev.homelab.bench;

import dev.homelab.event.EventJson;
import dev.homelab.event.Values;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The hub and the agents that a running lab names in its {@code lab.json}. */
final class LabFile {

  /** One process. */
  record Member(String role, String node, long pid) {}

  private LabFile() {}

  /**
   * @throws IllegalStateException where no lab runs there
   */
  static List<Member> read(Path lab) throws IOException {
    Path running = lab.resolve("lab.json");
    if (!Files.exists(running)) {
      throw new IllegalStateException(
          "no lab runs in %s: start one with homelab up --detach".formatted(lab));
    }
    Map<String, Object> file = EventJson.parse(Files.readString(running));
    List<Member> members = new ArrayList<>();
    List<?> processes = (List<?>) file.get("processes");
    for (Object each : processes == null ? List.of() : processes) {
      @SuppressWarnings("unchecked")
      Map<String, Object> process = (Map<String, Object>) each;
      String role = Values.text(process, "role");
      String node = Values.text(process, "node");
      if (role != null && node != null && process.get("pid") instanceof Number pid) {
        members.add(new Member(role, node, pid.longValue()));
      }
    }
    return members;
  }

  /**
   * @throws IllegalStateException where the lab runs no such process
   */
  static long pid(List<Member> members, String node, String role) {
    return members.stream()
        .filter(member -> member.node().equals(node) && member.role().equals(role))
        .findFirst()
        .orElseThrow(
            () -> new IllegalStateException("the lab has no running " + role + " of " + node))
        .pid();
  }

  /**
   * @param row of {@code /proc/PID/status}, as {@code VmRSS:}
   */
  static long kilobytes(long pid, String row) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
        .filter(line -> line.startsWith(row))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
        .sum();
  }
}

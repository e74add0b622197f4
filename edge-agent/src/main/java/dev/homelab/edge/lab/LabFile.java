package dev.homelab.edge.lab;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.homelab.event.EventJson;
import dev.homelab.event.Values;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The content of {@code lab.json}, which {@code up} keeps true for other tools: which processes the
 * lab has. Losing it in a crash is harmless: the next {@code up} writes it anew.
 *
 * @param pid the {@code up} that owns the others
 * @param runtime {@code process} or {@code docker}
 */
public record LabFile(
    String lab, long pid, String runtime, String url, List<LabProcess> processes) {
  public LabFile {
    processes = List.copyOf(processes);
  }

  /** Whether the {@code up} that wrote it still runs. */
  public boolean isUp() {
    return ProcessHandle.of(pid).isPresent();
  }

  public Optional<LabProcess> process(String name) {
    return processes.stream().filter(process -> process.name().equals(name)).findFirst();
  }

  /** Replaces the file in one step. */
  public void write(Path file) throws IOException {
    Path temporary = file.resolveSibling("." + file.getFileName() + ".tmp");
    Files.write(temporary, EventJson.pretty(toMap()));
    Files.move(
        temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Empty where there is none; a damaged file counts as none. */
  public static Optional<LabFile> read(Path file) throws IOException {
    try {
      return Optional.of(read(EventJson.parse(Files.readString(file))));
    } catch (NoSuchFileException absent) {
      return Optional.empty();
    } catch (JsonProcessingException | IllegalArgumentException damaged) {
      return Optional.empty();
    }
  }

  public Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("lab", lab);
    map.put("pid", pid);
    map.put("runtime", runtime);
    map.put("url", url);
    map.put("processes", processes.stream().map(LabProcess::toMap).toList());
    return map;
  }

  @SuppressWarnings("unchecked")
  private static LabFile read(Map<String, Object> map) {
    List<LabProcess> processes = new ArrayList<>();
    for (Object process : Values.list(map, "processes")) {
      if (process instanceof Map<?, ?> one) {
        processes.add(LabProcess.read((Map<String, Object>) one));
      }
    }
    return new LabFile(
        String.valueOf(map.get("lab")),
        Values.number(map, "pid", 0),
        String.valueOf(map.get("runtime")),
        String.valueOf(map.get("url")),
        processes);
  }
}

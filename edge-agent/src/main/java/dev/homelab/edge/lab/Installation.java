package dev.homelab.edge.lab;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Where the built program lies: the repository with its modules. */
public record Installation(Path home) {
  private static final List<String> OWN_MODULES = List.of("common", "webroot");

  public Installation {
    home = home.toAbsolutePath().normalize();
  }

  /** The one that the launcher names by {@code -Dhomelab.home}, else the working directory. */
  public static Installation ofProcess() {
    return new Installation(Path.of(System.getProperty("homelab.home", "")));
  }

  static Path java() {
    return Path.of(System.getProperty("java.home"), "bin", "java");
  }

  public String hubClassPath() throws IOException {
    return classPath("hub");
  }

  public String agentClassPath() throws IOException {
    return classPath("edge-agent");
  }

  /** The options of an agent's JVM. */
  Path agentOptions() {
    return home.resolve("services/edge-agent/jvm.options");
  }

  private String classPath(String module) throws IOException {
    Path target = home.resolve(module).resolve("target");
    return Stream.concat(
            Stream.concat(Stream.of(module), OWN_MODULES.stream()).map(this::built),
            libraries(target.resolve("lib")).stream())
        .map(Path::toString)
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** A module's jar, or its classes where it was only compiled. */
  private Path built(String module) {
    Path target = home.resolve(module).resolve("target");
    try (Stream<Path> files = Files.list(target)) {
      return files
          .filter(file -> jarName(file).matches(module + "-[\\d.]+\\.jar"))
          .findFirst()
          .orElse(target.resolve("classes"));
    } catch (IOException notBuilt) {
      return target.resolve("classes");
    }
  }

  private static String jarName(Path file) {
    return String.valueOf(file.getFileName());
  }

  private static List<Path> libraries(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new LabFailure("%s is missing; build first, with ./homelab build".formatted(folder));
    }
    try (Stream<Path> jars = Files.list(folder)) {
      return jars.sorted().toList();
    }
  }
}

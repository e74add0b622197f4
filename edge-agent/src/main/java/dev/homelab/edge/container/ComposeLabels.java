package dev.homelab.edge.container;

import dev.homelab.event.Values;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * What Compose writes on the containers that it makes. Source: the labels {@code
 * com.docker.compose.*} of Compose 1.29 and 2.
 *
 * @param part the container's name in the Compose file
 * @param hash of the definition that it was made from; empty where it has none
 * @param version of the Compose that made it
 * @param image the name that it was made from, or its id where that name means another by now
 * @param imageId what it runs
 */
record ComposeLabels(String part, String hash, String version, String image, String imageId) {
  static final String PROJECT = "com.docker.compose.project";

  /**
   * What a definition names.
   *
   * @param id what the name means at the engine now; empty where it has none of that name
   */
  record Image(String name, String id) {}

  boolean madeByV1() {
    return version.startsWith("1.");
  }

  /** Of an answer of {@code GET /containers/json}; containers that ran once only are left out. */
  static List<ComposeLabels> read(Object answer) {
    List<ComposeLabels> all = new ArrayList<>();
    if (answer instanceof List<?> listed) {
      for (Object container : listed) {
        Map<String, Object> json = DockerApi.asObject(container);
        Map<String, Object> labels = Values.object(json, "Labels");
        if (!"true".equalsIgnoreCase(DockerJson.text(labels, "com.docker.compose.oneoff"))) {
          all.add(
              new ComposeLabels(
                  DockerJson.text(labels, "com.docker.compose.service"),
                  DockerJson.text(labels, "com.docker.compose.config-hash"),
                  DockerJson.text(labels, "com.docker.compose.version"),
                  DockerJson.text(json, "Image"),
                  DockerJson.text(json, "ImageID")));
        }
      }
    }
    return all;
  }

  /** Lines of {@code name hash}. */
  static Map<String, String> hashes(String output) {
    Map<String, String> hashes = new HashMap<>();
    for (String line : output.lines().toList()) {
      int space = line.indexOf(' ');
      if (space > 0 && line.substring(space + 1).strip().matches("[0-9a-f]{64}")) {
        hashes.put(line.substring(0, space), line.substring(space + 1).strip());
      }
    }
    return hashes;
  }

  /** A container that the file no longer names is of another definition, too. */
  static Drift drift(
      List<ComposeLabels> running,
      Map<String, String> wanted,
      Map<String, Image> images,
      String definition) {
    if (wanted.isEmpty()) {
      return new Drift.Unknown("Compose gave no hashes");
    }
    List<String> other = parts(running, it -> it.isOther(wanted) || it.runsOther(wanted, images));
    return other.isEmpty()
        ? new Drift.Same()
        : new Drift.Other(definition, other, parts(running, it -> it.runsOther(wanted, images)));
  }

  private static List<String> parts(List<ComposeLabels> running, Predicate<ComposeLabels> those) {
    return running.stream().filter(those).map(ComposeLabels::part).sorted().toList();
  }

  private boolean isOther(Map<String, String> wanted) {
    return !hash.equals(wanted.get(part));
  }

  /** An image that is not on the node tells by its name only, and not against an equal hash. */
  private boolean runsOther(Map<String, String> wanted, Map<String, Image> images) {
    Image defined = images.get(part);
    if (defined == null) {
      return false;
    }
    return defined.id().isEmpty()
        ? isOther(wanted) && !defined.name().equals(image)
        : !defined.id().equals(imageId);
  }
}

package dev.homelab.yaml;

import java.util.Optional;

/**
 * What is wrong in a repository.
 *
 * @param file relative to the repository
 * @param line from 1, or 0 where the whole file is meant
 * @param what the thing and the value
 * @param legal the legal form
 * @param nearest the nearest known name
 */
public record Fault(String file, int line, String what, String legal, Optional<String> nearest)
    implements Comparable<Fault> {

  @Override
  public int compareTo(Fault other) {
    int byFile = file.compareTo(other.file);
    return byFile != 0 ? byFile : Integer.compare(line, other.line);
  }

  /** As {@code hosts/vps/services.yaml:12: unknown key "exposre"; legal: …; nearest: exposure}. */
  @Override
  public String toString() {
    return file
        + (line > 0 ? ":" + line : "")
        + ": "
        + what
        + (legal.isEmpty() ? "" : "; legal: " + legal)
        + nearest.map(name -> "; nearest: " + name).orElse("");
  }
}

package dev.homelab.yaml;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Collects faults, so that all are told at once. */
public final class Faults {
  private final List<Fault> all = new ArrayList<>();

  public void add(String file, int line, String what, String legal) {
    all.add(new Fault(file, line, what, legal, Optional.empty()));
  }

  /** A name that is not known: tells the nearest that is. */
  public void unknown(String file, int line, String kind, String name, Collection<String> known) {
    all.add(
        new Fault(
            file,
            line,
            "unknown %s \"%s\"".formatted(kind, name),
            "one of " + String.join(", ", known.stream().sorted().toList()),
            nearest(name, known)));
  }

  public List<Fault> all() {
    return all.stream().sorted().distinct().toList();
  }

  /** The known name with the fewest edits, if a third of its letters at most differ. */
  public static Optional<String> nearest(String name, Collection<String> known) {
    return known.stream()
        .filter(candidate -> distance(name, candidate) <= Math.max(1, candidate.length() / 3))
        .min(Comparator.comparingInt((String it) -> distance(name, it)).thenComparing(it -> it));
  }

  /** Levenshtein's distance. */
  static int distance(String one, String other) {
    int[] row = new int[other.length() + 1];
    for (int j = 0; j <= other.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= other.length(); j++) {
        int change = one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1;
        int best = Math.min(Math.min(row[j] + 1, row[j - 1] + 1), diagonal + change);
        diagonal = row[j];
        row[j] = best;
      }
    }
    return row[other.length()];
  }
}

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

  /** Letters that are wrong, missing, too many, or swapped with the next (Damerau). */
  static int distance(String one, String other) {
    int[][] edits = new int[one.length() + 1][other.length() + 1];
    for (int i = 0; i <= one.length(); i++) {
      for (int j = 0; j <= other.length(); j++) {
        edits[i][j] = i == 0 || j == 0 ? i + j : edits(edits, one, other, i, j);
      }
    }
    return edits[one.length()][other.length()];
  }

  private static int edits(int[][] edits, String one, String other, int i, int j) {
    int wrong = edits[i - 1][j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
    int least = Math.min(wrong, Math.min(edits[i - 1][j], edits[i][j - 1]) + 1);
    boolean swapped =
        i > 1
            && j > 1
            && one.charAt(i - 1) == other.charAt(j - 2)
            && one.charAt(i - 2) == other.charAt(j - 1);
    return swapped ? Math.min(least, edits[i - 2][j - 2] + 1) : least;
  }
}

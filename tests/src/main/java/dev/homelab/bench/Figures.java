package dev.homelab.bench;

import java.util.Arrays;
import java.util.Locale;

/** Figures of one kind, of which median and percentiles are told. */
final class Figures {
  private double[] all = {};

  void add(double figure) {
    all = Arrays.copyOf(all, all.length + 1);
    all[all.length - 1] = figure;
  }

  void addTo(Figures others) {
    for (double figure : all) {
      others.add(figure);
    }
  }

  int count() {
    return all.length;
  }

  double median() {
    return percentile(50);
  }

  double percentile(int percent) {
    double[] sorted = all.clone();
    Arrays.sort(sorted);
    int rank = (int) Math.ceil(percent / 100.0 * sorted.length);
    return sorted[Math.clamp(rank - 1L, 0, sorted.length - 1)];
  }

  /** As {@code median (least to most)}. */
  String told(String format) {
    return String.format(
        Locale.ROOT,
        "%s (%s to %s)".formatted(format, format, format),
        median(),
        percentile(0),
        percentile(100));
  }
}

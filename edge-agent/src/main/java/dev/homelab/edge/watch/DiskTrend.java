package dev.homelab.edge.watch;

import dev.homelab.clock.Moment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a file system has filled of late: a reading every five minutes of the last six hours, and the
 * straight line through them.
 */
record DiskTrend(List<Sample> samples) {
  private static final Duration SPACING = Duration.ofMinutes(5);
  private static final Duration SPAN = Duration.ofHours(6);

  /** A line through less says nothing. */
  private static final Duration LEAST = Duration.ofMinutes(30);

  /** What is further away is no news. */
  private static final Duration MOST = Duration.ofDays(30);

  static final DiskTrend NONE = new DiskTrend(List.of());

  record Sample(Moment at, long usedBytes) {}

  DiskTrend {
    samples = List.copyOf(samples);
  }

  DiskTrend with(Moment at, long usedBytes) {
    if (!samples.isEmpty() && !at.isPast(samples.getLast().at(), SPACING)) {
      return this;
    }
    List<Sample> next = new ArrayList<>(samples);
    next.add(new Sample(at, usedBytes));
    next.removeIf(sample -> at.since(sample.at()).compareTo(SPAN) > 0);
    return new DiskTrend(next);
  }

  /** When it is full if it goes on like this; empty where it does not grow, or slowly. */
  Optional<Duration> untilFull(long availableBytes) {
    if (samples.size() < 3 || !samples.getLast().at().isPast(samples.getFirst().at(), LEAST)) {
      return Optional.empty();
    }
    double bytesASecond = slope();
    if (bytesASecond <= 0 || availableBytes / bytesASecond > MOST.toSeconds()) {
      return Optional.empty();
    }
    return Optional.of(Duration.ofSeconds(Math.round(availableBytes / bytesASecond)));
  }

  /** Least squares. */
  private double slope() {
    Moment origin = samples.getFirst().at();
    double meanX = samples.stream().mapToDouble(it -> seconds(origin, it)).average().orElse(0);
    double meanY = samples.stream().mapToDouble(Sample::usedBytes).average().orElse(0);
    double products = 0;
    double squares = 0;
    for (Sample sample : samples) {
      double x = seconds(origin, sample) - meanX;
      products += x * (sample.usedBytes() - meanY);
      squares += x * x;
    }
    return squares == 0 ? 0 : products / squares;
  }

  private static double seconds(Moment origin, Sample sample) {
    return sample.at().since(origin).toSeconds();
  }
}

package dev.homelab.edge.watch;

import java.time.Duration;
import java.time.Instant;
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

  record Sample(Instant at, long usedBytes) {}

  DiskTrend {
    samples = List.copyOf(samples);
  }

  /** A clock that went back begins anew. */
  DiskTrend with(Instant at, long usedBytes) {
    if (samples.isEmpty() || at.isBefore(samples.getLast().at())) {
      return new DiskTrend(List.of(new Sample(at, usedBytes)));
    }
    if (Duration.between(samples.getLast().at(), at).compareTo(SPACING) < 0) {
      return this;
    }
    List<Sample> next = new ArrayList<>(samples);
    next.add(new Sample(at, usedBytes));
    next.removeIf(sample -> Duration.between(sample.at(), at).compareTo(SPAN) > 0);
    return new DiskTrend(next);
  }

  /** When it is full if it goes on like this; empty where it does not grow, or slowly. */
  Optional<Duration> untilFull(long availableBytes) {
    if (samples.size() < 3
        || Duration.between(samples.getFirst().at(), samples.getLast().at()).compareTo(LEAST) < 0) {
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
    Instant origin = samples.getFirst().at();
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

  private static double seconds(Instant origin, Sample sample) {
    return Duration.between(origin, sample.at()).toSeconds();
  }
}

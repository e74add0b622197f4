package dev.homelab.edge.host;

import java.time.Instant;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * How the machine fared at one moment.
 *
 * @param loadPercent the load of the last five minutes, in percent of the cores
 * @param memoryPercent of all memory, what is not available to a new program
 * @param pressurePercent of the last minute, in which something waited for memory; empty where the
 *     kernel has no PSI
 * @param celsius of the hottest sensor; empty where there is none
 * @param traffic what has gone through the uplink's interface since it came up
 * @param bootId random, made anew by the kernel at each boot
 */
public record HostReading(
    Instant at,
    int loadPercent,
    int memoryPercent,
    OptionalDouble pressurePercent,
    OptionalInt celsius,
    Traffic traffic,
    String bootId) {

  /**
   * Counters of an interface.
   *
   * @param name empty where no interface leads out
   */
  public record Traffic(String name, long receivedBytes, long sentBytes) {
    public static final Traffic NONE = new Traffic("", 0, 0);

    public long bytes() {
      return receivedBytes + sentBytes;
    }
  }
}

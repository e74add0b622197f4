package dev.homelab.action;

import java.time.Instant;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * The clocks by which approvals are counted (RULES A9).
 *
 * @param believed whether the wall clock is believed (RULES L9)
 */
public record Clocks(InstantSource wall, LongSupplier nanos, BooleanSupplier believed) {

  public static Clocks system(BooleanSupplier believed) {
    return new Clocks(InstantSource.system(), System::nanoTime, believed);
  }

  public Instant now() {
    return wall.instant();
  }

  public Validity.Reading reading() {
    return new Validity.Reading(wall.instant(), nanos.getAsLong(), believed.getAsBoolean());
  }
}

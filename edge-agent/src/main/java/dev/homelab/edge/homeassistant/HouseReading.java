package dev.homelab.edge.homeassistant;

import java.util.Optional;
import java.util.Set;

/**
 * One look at a Home Assistant.
 *
 * @param known empty until it runs and has answered everything
 * @param once what was found wrong before, and may be over
 */
record HouseReading(LinkSight link, Optional<Known> known, Set<Trouble> once) {

  /**
   * What is known of the house, now and from before.
   *
   * @param onceWell the health checks that were well at some time
   */
  record Known(HouseSight sight, Told told, Set<String> onceWell) {}
}

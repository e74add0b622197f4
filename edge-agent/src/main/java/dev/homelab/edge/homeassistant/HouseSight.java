package dev.homelab.edge.homeassistant;

import dev.homelab.clock.Moment;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is known of one Home Assistant at a moment, once it runs and has answered everything.
 *
 * @param integrations by domain; those of entities that are in no registry are under ""
 * @param health the error of each system health check by {@code domain.key}; empty where it is well
 * @param recorder what is wrong with it, or empty where it is well; absent where there is none
 */
record HouseSight(
    List<Integration> integrations,
    List<Automation> automations,
    List<Update> updates,
    Map<String, String> health,
    Optional<Recorder> recorder) {

  /**
   * An integration with its entities and its configured entries.
   *
   * @param entities how many it has
   * @param unavailable those that are unavailable
   * @param failed its entries that failed
   */
  record Integration(
      String domain, int entities, List<Unavailable> unavailable, List<FailedEntry> failed) {}

  /**
   * An entity that is unavailable.
   *
   * @param since the earlier of its last change and first sight
   */
  record Unavailable(String id, Moment since) {}

  /** An entry of an integration that could not be set up. */
  record FailedEntry(String title, String state, String reason, Moment since) {
    String words() {
      return reason.isEmpty() ? state : state + ", " + reason;
    }
  }

  /**
   * An automation that has failed.
   *
   * @param state of its entity: {@code on}, {@code off} or {@code unavailable}
   */
  record Automation(String item, String entity, String name, String state, FailedRuns runs) {}

  /**
   * An update entity.
   *
   * @param state {@code on} where an update waits; {@code off}; another where nothing is known
   */
  record Update(
      String entity, String state, String title, String installed, String latest, String url) {
    boolean waits() {
      return state.equals("on");
    }
  }

  /**
   * The recorder's trouble.
   *
   * @param trouble empty where it is well
   * @param since when the trouble was seen first
   */
  record Recorder(String trouble, Moment since, RecorderSight sight) {}
}

package dev.homelab.sync;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a node tells in a poll beside its statement (RULES Y7).
 *
 * @param actions the state of each action that the node has accepted or ended lately, by id
 * @param holds what the node holds of the hub's documents, in the hub's own words, so that the hub
 *     need not send it again; empty at first
 * @param summary its open conditions, a JSON text of at most 2 KiB; shown, never folded
 */
public record PollContent(Map<String, String> actions, String holds, String summary) {
  public static final int MAX_ACTIONS = 100;
  public static final int MAX_SUMMARY_BYTES = 2048;
  public static final PollContent NOTHING = new PollContent(Map.of(), "", "");

  public PollContent {
    actions = Collections.unmodifiableMap(new LinkedHashMap<>(actions));
    if (actions.size() > MAX_ACTIONS) {
      throw new MalformedMessage("a poll names at most " + MAX_ACTIONS + " actions");
    }
    if (summary.getBytes(StandardCharsets.UTF_8).length > MAX_SUMMARY_BYTES) {
      throw new MalformedMessage("a poll's summary has at most " + MAX_SUMMARY_BYTES + " bytes");
    }
  }
}

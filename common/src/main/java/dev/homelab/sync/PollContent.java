package dev.homelab.sync;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a node tells in a poll beside its statement (RULES Y7).
 *
 * @param actions the state of each action that the node has accepted or ended lately, by id
 * @param holds what the node holds of the hub's documents, in the hub's own words, so that the hub
 *     need not send it again: {@code what=tag}, one after the other with a blank between; empty at
 *     first
 * @param summary its open conditions, a JSON text of at most 2 KiB; shown, never folded
 * @param cut told to a gateway: the node's own link to the hub is down
 * @param sent told to a gateway: how long the newest days are that the hub holds of the node's log,
 *     by the node's own link; of older ones it holds all
 * @param passed told by a gateway: the polls of nodes whose links to the hub are down
 */
public record PollContent(
    Map<String, String> actions,
    String holds,
    String summary,
    boolean cut,
    SortedMap<LocalDate, Long> sent,
    List<PassedPoll> passed) {
  public static final int MAX_ACTIONS = 100;
  public static final int MAX_SUMMARY_BYTES = 2048;
  public static final PollContent NOTHING = new PollContent(Map.of(), "", "");

  /** Days of which it is told how much the hub holds: two grow at midnight. */
  private static final int NEWEST = 2;

  public PollContent {
    actions = Collections.unmodifiableMap(new LinkedHashMap<>(actions));
    sent = Collections.unmodifiableSortedMap(new TreeMap<>(sent));
    passed = List.copyOf(passed);
    if (actions.size() > MAX_ACTIONS) {
      throw new MalformedMessage("a poll names at most " + MAX_ACTIONS + " actions");
    }
    if (passed.size() > PassedPoll.MOST) {
      throw new MalformedMessage("a poll passes on at most " + PassedPoll.MOST + " others");
    }
    if (summary.getBytes(StandardCharsets.UTF_8).length > MAX_SUMMARY_BYTES) {
      throw new MalformedMessage("a poll's summary has at most " + MAX_SUMMARY_BYTES + " bytes");
    }
  }

  /** One that has nothing to do with a gateway. */
  public PollContent(Map<String, String> actions, String holds, String summary) {
    this(actions, holds, summary, false, new TreeMap<>(), List.of());
  }

  /** The same, as a node tells its gateway whether its own link to the hub is down. */
  public PollContent withCut(boolean is) {
    return new PollContent(actions, holds, summary, is, sent, passed);
  }

  /** The same, as a node tells its gateway what the hub holds of its log. */
  public PollContent withSent(SortedMap<LocalDate, Long> lengths) {
    SortedMap<LocalDate, Long> newest = new TreeMap<>(lengths);
    while (newest.size() > NEWEST) {
      newest.remove(newest.firstKey());
    }
    return new PollContent(actions, holds, summary, cut, newest, passed);
  }

  /** The same with the polls that a gateway passes on. */
  public PollContent withPassed(List<PassedPoll> others) {
    return new PollContent(actions, holds, summary, cut, sent, others);
  }

  /** The tag of one of the documents that the node holds; empty where it holds none. */
  public Optional<String> held(String what) {
    for (String word : holds.split(" ", -1)) {
      if (word.startsWith(what + "=")) {
        return Optional.of(word.substring(what.length() + 1));
      }
    }
    return Optional.empty();
  }

  /** The words for documents and their tags; those without a tag are left out. */
  public static String holding(Map<String, String> tags) {
    return tags.entrySet().stream()
        .filter(tag -> !tag.getValue().isEmpty())
        .map(tag -> tag.getKey() + "=" + tag.getValue())
        .sorted()
        .collect(Collectors.joining(" "));
  }
}

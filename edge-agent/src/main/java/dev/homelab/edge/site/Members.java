package dev.homelab.edge.site;

import dev.homelab.event.NodeId;
import dev.homelab.sync.PassedPoll;
import dev.homelab.sync.Poll;
import dev.homelab.sync.PollAnswer;
import dev.homelab.sync.Signed;
import dev.homelab.sync.SignedPoll;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the members of a site have said last to their gateway, which of them can't speak to the hub
 * themselves, and what the hub has answered them. On one context.
 */
final class Members {
  /** A member's poll is held for a third of this: whoever was heard so lately may be answered. */
  static final Duration ANSWERABLE = Duration.ofMinutes(1);

  /** Of whoever is silent for so long, a member's own patience says all there is to say. */
  static final Duration SPOKEN_FOR = Duration.ofMinutes(30);

  /** What a member said of itself that is old means nothing. */
  static final Duration STALE = Duration.ofMinutes(2);

  private static final int MOST_PASSED = 8;

  /** Of all together, as they stand in a poll of the gateway's: the rest of it is its own. */
  private static final int MOST_BYTES = 80 * 1024;

  /** Of one, so that none takes the others' room. An honest one has a third of it at most. */
  private static final int MOST_OF_ONE = 40 * 1024;

  private final Map<NodeId, SignedPoll> polls = new HashMap<>();
  private final Map<NodeId, HubAnswer> answers = new HashMap<>();

  /** An answer of the hub for a member, to be put into the answer to exactly that poll. */
  private record HubAnswer(String nonce, String signed) {}

  /** How long a member has been silent; empty where it was never heard. */
  interface Silence {
    Optional<Duration> of(NodeId member);
  }

  void polled(NodeId member, SignedPoll poll) {
    polls.put(member, poll);
  }

  /** Only these are members now. */
  void only(Set<NodeId> members) {
    polls.keySet().retainAll(members);
    answers.keySet().retainAll(members);
  }

  Optional<Poll> last(NodeId member) {
    return Optional.ofNullable(polls.get(member)).map(SignedPoll::poll);
  }

  /** Whether a member has told that its own link to the hub is down. */
  boolean isCut(NodeId member) {
    return last(member).filter(poll -> poll.content().cut()).isPresent();
  }

  /** Whether a member has told, a moment ago, that it reaches the hub itself. */
  boolean reachesHub(NodeId member, Silence silence) {
    return last(member).filter(poll -> !poll.content().cut()).isPresent()
        && silence.of(member).filter(it -> it.compareTo(STALE) < 0).isPresent();
  }

  /** What the gateway's own poll says of those that are cut off, by their names. */
  List<PassedPoll> passed(Silence silence) {
    List<PassedPoll> passed = new ArrayList<>();
    int room = MOST_BYTES;
    for (Map.Entry<NodeId, SignedPoll> last : new TreeMap<>(polls).entrySet()) {
      SignedPoll poll = last.getValue();
      Optional<Duration> since =
          silence
              .of(last.getKey())
              .filter(it -> poll.poll().content().cut() && it.compareTo(SPOKEN_FOR) < 0);
      if (since.isPresent() && passed.size() < MOST_PASSED) {
        PassedPoll next = new PassedPoll(poll, since.get(), since.get().compareTo(ANSWERABLE) < 0);
        int bytes = next.encodedBytes();
        if (bytes <= Math.min(room, MOST_OF_ONE)) {
          room -= bytes;
          passed.add(next);
        }
      }
    }
    return passed;
  }

  /**
   * Keeps the hub's answer for a member. Whether it is for the member's last poll: one for a poll
   * that has ended meanwhile would end another one, whose nonce the hub has next.
   */
  boolean answered(NodeId member, String signed) {
    String nonce = nonceOf(signed);
    answers.put(member, new HubAnswer(nonce, signed));
    return last(member).filter(poll -> poll.nonce().equals(nonce)).isPresent();
  }

  private static String nonceOf(String signed) {
    try {
      return PollAnswer.nonceOf(Signed.parse(signed));
    } catch (IllegalArgumentException malformed) {
      return "";
    }
  }

  /** The hub's answer for exactly this poll; what is for another is void. */
  Optional<String> answerTo(NodeId member, String nonce) {
    return Optional.ofNullable(answers.get(member))
        .filter(it -> it.nonce().equals(nonce))
        .map(HubAnswer::signed);
  }
}

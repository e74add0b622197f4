package dev.homelab.sync;

import dev.homelab.event.EventJson;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A node's long poll: heartbeat, report and question at once (RULES Y7).
 *
 * @param nonce random, held in memory only, void when the poll ends (RULES A7)
 * @param hold how long the node is willing to wait for an answer
 */
public record Poll(Statement statement, String nonce, Duration hold, PollContent content) {
  /** A gateway passes its members' on. */
  public static final int MAX_BODY_BYTES = 128 * 1024;

  public static final Duration MAX_HOLD = Duration.ofMinutes(10);

  public byte[] encode() {
    return EventJson.bytes(toMap());
  }

  Map<String, Object> toMap() {
    Map<String, Object> map = statement.toMap();
    map.put("nonce", nonce);
    map.put("hold", hold.toSeconds());
    if (!content.actions().isEmpty()) {
      map.put("actions", content.actions());
    }
    if (!content.holds().isEmpty()) {
      map.put("holds", content.holds());
    }
    if (!content.summary().isEmpty()) {
      map.put("summary", content.summary());
    }
    if (content.cut()) {
      map.put("cut", true);
    }
    if (!content.sent().isEmpty()) {
      map.put("sent", Fields.lengths(content.sent()));
    }
    if (!content.passed().isEmpty()) {
      map.put("passed", content.passed().stream().map(PassedPoll::toMap).toList());
    }
    return map;
  }

  /** Reads a poll's body; fails with {@link MalformedMessage}. */
  public static Poll decode(byte[] body) {
    return read(Fields.parse(body));
  }

  private static Poll read(Fields fields) {
    Poll alone = readAlone(fields);
    List<PassedPoll> passed =
        fields.objects("passed", PassedPoll.MOST).stream().map(PassedPoll::read).toList();
    return alone.withPassed(passed);
  }

  /** The same with other polls that it passes on. */
  public Poll withPassed(List<PassedPoll> others) {
    return new Poll(statement, nonce, hold, content.withPassed(others));
  }

  /** Without what it passes on. */
  static Poll readAlone(Fields fields) {
    return new Poll(
        Statement.read(fields),
        fields.text("nonce", 64),
        Duration.ofSeconds(fields.number("hold", 0, MAX_HOLD.toSeconds())),
        new PollContent(
            fields.texts("actions", PollContent.MAX_ACTIONS, 64),
            fields.optional("holds", 256).orElse(""),
            fields.optional("summary", PollContent.MAX_SUMMARY_BYTES).orElse(""),
            fields.flag("cut"),
            fields.lengths("sent"),
            List.of()));
  }
}

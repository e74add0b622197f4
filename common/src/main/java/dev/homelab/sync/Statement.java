package dev.homelab.sync;

import dev.homelab.event.EventJson;
import dev.homelab.event.NodeId;
import dev.homelab.log.LogIdentity;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a log says of itself in every exchange (RULES Y2, Y3, Y6, Y12).
 *
 * @param node whose log it is
 * @param sequence grows with each statement about this log; an older one convicts nobody
 * @param completeFrom from which day on {@code ends} lists all retained days, so that a day which
 *     it lacks is not there; empty where it lists some days only
 * @param ends how long days are; of an incomplete statement those that may differ from what the
 *     receiver holds
 * @param floor the oldest day that the sender still holds
 * @param clock the sender's clock
 */
public record Statement(
    NodeId node,
    LogIdentity identity,
    long sequence,
    Optional<LocalDate> completeFrom,
    SortedMap<LocalDate, Long> ends,
    LocalDate floor,
    Instant clock) {

  public static final int MAX_BODY_BYTES = 48 * 1024;

  /**
   * What lists more is hostile: an honest sender lists its newest, from the receiver's floor on.
   */
  public static final int MAX_DAYS = 1_000;

  public Statement {
    ends = Collections.unmodifiableSortedMap(new TreeMap<>(ends));
  }

  /** Whether a day that a clock ahead has written is no past of the node (RULES L9). */
  public boolean takesBack(LocalDate day, LocalDate today) {
    return completeFrom.isPresent() && day.isAfter(today.plusDays(1)) && !ends.containsKey(day);
  }

  /** The same with other ends. */
  public Statement with(SortedMap<LocalDate, Long> otherEnds) {
    return new Statement(node, identity, sequence, completeFrom, otherEnds, floor, clock);
  }

  Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("node", node.name());
    map.put("log", identity.id());
    map.put("epoch", identity.epoch());
    map.put("sequence", sequence);
    completeFrom.ifPresent(from -> map.put("complete_from", from.toString()));
    map.put("ends", Fields.lengths(ends));
    map.put("floor", floor.toString());
    map.put("clock", clock.toEpochMilli());
    return map;
  }

  public byte[] encode() {
    return EventJson.bytes(toMap());
  }

  /** Reads a body; fails with {@link MalformedMessage}. */
  public static Statement decode(byte[] body) {
    return read(Fields.parse(body));
  }

  static Statement read(Fields fields) {
    return new Statement(
        fields.node("node"),
        new LogIdentity(fields.text("log", 64), (int) fields.number("epoch", 1, Integer.MAX_VALUE)),
        fields.number("sequence", 0, Nonce.MAX_NUMBER),
        fields.optionalDay("complete_from"),
        fields.lengths("ends"),
        fields.day("floor"),
        Instant.ofEpochMilli(fields.number("clock", 0, 253_402_300_799_999L)));
  }
}

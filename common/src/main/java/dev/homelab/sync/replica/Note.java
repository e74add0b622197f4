package dev.homelab.sync.replica;

import java.time.LocalDate;

/** What a copy has to tell a person; the upstream makes events of it. */
public sealed interface Note {
  /**
   * Node and copy had other bytes; both are kept (RULES Y4).
   *
   * @param generation {@code n} of {@code events.<n>.jsonl}, as which the copy stands now
   */
  record Diverged(LocalDate day, int generation, String reason) implements Note {}

  /**
   * What an unclean stop of ours had left uncertain was not the node's: the copy was cut back to
   * this length (RULES Y5).
   */
  record CutBack(LocalDate day, long keep) implements Note {}

  /** The node took back a day of the future, which a clock ahead had written (RULES L9). */
  record SetAside(LocalDate day, String keptIn) implements Note {}

  /** The node's log has another id or epoch than before (RULES L9). */
  record NewLog(String before, String now) implements Note {}

  /** Nothing more is taken until a person decides (RULES Y4). */
  record Refused(String reason) implements Note {}

  /** The node cut a day that it had not sent wholly (RULES Y2). */
  record Truncated(LocalDate day, long heldBytes, long statedBytes) implements Note {}
}

package dev.homelab.sync.replica;

import java.time.LocalDate;

/** What a copy has to tell a person; the upstream makes events of it. */
public sealed interface Note {
  /** Node and copy had other bytes; both are kept (RULES Y4). */
  record Diverged(LocalDate day, String keptAs, String reason) implements Note {}

  /** The node's log has another id or epoch than before (RULES L9). */
  record NewLog(String before, String now) implements Note {}

  /** Nothing more is taken until a person decides (RULES Y4). */
  record Refused(String reason) implements Note {}

  /** The node cut a day that it had not sent wholly (RULES Y2). */
  record Truncated(LocalDate day, long heldBytes, long statedBytes) implements Note {}
}

package dev.homelab.edge.homeassistant;

/**
 * How the recorder stands.
 *
 * @param backlog events that wait to be written
 * @param migrating while its database is being changed it may stand still
 */
record RecorderSight(long backlog, boolean recording, boolean threadRunning, boolean migrating) {
  /** It was asked and did not answer, as while it can't open its database. */
  static final RecorderSight MUTE = new RecorderSight(-1, false, false, false);

  /** Why it is in trouble; empty where it is not. */
  String trouble(long mostBacklog) {
    if (migrating) {
      return "";
    }
    if (backlog < 0) {
      return "it does not answer";
    }
    if (!threadRunning) {
      return "its thread has ended";
    }
    if (!recording) {
      return "it does not record";
    }
    return backlog >= mostBacklog ? "%d events wait to be written".formatted(backlog) : "";
  }
}

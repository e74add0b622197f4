package dev.homelab.edge.homeassistant;

import dev.homelab.watching.WatchSetting;
import dev.homelab.watching.WatchSettings;
import java.time.Duration;

/**
 * How one connection is kept.
 *
 * @param pingAfter a {@code ping} is sent after so long without a word
 * @param deadAfter so long silent although it was asked counts as dead
 * @param answerWithin how long an answer to one command may take
 * @param reconnectAtMost the longest pause between two tries to connect
 * @param tokenRetry the pause after a refused token, unless its file changes
 * @param maxMessageBytes the longest message that is taken
 */
record LinkSettings(
    Duration pingAfter,
    Duration deadAfter,
    Duration answerWithin,
    Duration reconnectAtMost,
    Duration tokenRetry,
    int maxMessageBytes) {

  static LinkSettings of(WatchSettings settings) {
    return new LinkSettings(
        settings.duration(WatchSetting.HA_PING_AFTER),
        settings.duration(WatchSetting.HA_DEAD_AFTER),
        settings.duration(WatchSetting.HA_ANSWER_WITHIN),
        settings.duration(WatchSetting.HA_RECONNECT),
        settings.duration(WatchSetting.HA_TOKEN_RETRY),
        Math.toIntExact(settings.size(WatchSetting.HA_MAX_MESSAGE)));
  }
}

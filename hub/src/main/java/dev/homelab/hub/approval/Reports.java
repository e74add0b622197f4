package dev.homelab.hub.approval;

import dev.homelab.action.ActionId;
import dev.homelab.action.ActionState;
import java.util.LinkedHashMap;
import java.util.Map;

/** The words of a poll, read. */
final class Reports {
  private Reports() {}

  static Map<ActionId, ActionState> read(Map<String, String> words) {
    Map<ActionId, ActionState> states = new LinkedHashMap<>();
    words.forEach(
        (id, word) ->
            ActionState.read(word)
                .filter(_ -> ActionId.isLegal(id))
                .ifPresent(state -> states.put(new ActionId(id), state)));
    return states;
  }
}

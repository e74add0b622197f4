package dev.homelab.edge.homeassistant;

import java.util.Optional;

/**
 * What can be wrong in one house: the type of its event, and the entity, integration, automation or
 * check; written {@code type/entity}.
 */
record Trouble(String type, String entity) {
  @Override
  public String toString() {
    return type + "/" + entity;
  }

  static Optional<Trouble> read(String text) {
    int slash = text.indexOf('/');
    return slash < 0
        ? Optional.empty()
        : Optional.of(new Trouble(text.substring(0, slash), text.substring(slash + 1)));
  }
}

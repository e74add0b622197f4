package dev.homelab.hub.approval;

import dev.homelab.action.Action;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An action as people see it at the hub.
 *
 * @param delivery how far its approval has got to the node, in words, or null
 * @param validUntil until when its approval holds
 */
public record ActionView(Action action, @Nullable String delivery, Optional<Instant> validUntil) {}

package dev.homelab.sync;

import dev.homelab.event.NodeId;
import java.time.Duration;
import java.util.Base64;
import java.util.regex.Pattern;

/**
 * What a person carries to a new node (RULES Y11): {@code homelab-1.<node>.<site>.<fingerprint of
 * the hub's key>.<secret>}. The secret is the seed of a key of its own, which signs the new node's
 * public key: it never travels, and the hub keeps only its public half. Prints without the secret.
 *
 * @param key made of the secret
 */
public record EnrolmentToken(NodeId node, String site, String hub, SigningKey key) {
  public static final Duration LIFETIME = Duration.ofMinutes(15);
  private static final String PREFIX = "homelab-1";
  private static final Pattern SITE = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

  public EnrolmentToken {
    if (!SITE.matcher(site).matches()) {
      throw new IllegalArgumentException(
          "site \"%s\" must be 1 to 63 of a-z, 0-9 and -".formatted(site));
    }
  }

  /** The whole token; a secret. */
  public String text() {
    String secret = Base64.getUrlEncoder().withoutPadding().encodeToString(key.seed());
    return String.join(".", PREFIX, node.name(), site, hub, secret);
  }

  public static EnrolmentToken parse(String text) {
    String[] parts = text.strip().split("\\.", -1);
    if (parts.length != 5 || !parts[0].equals(PREFIX)) {
      throw new IllegalArgumentException(
          "a token must be " + PREFIX + ".<node>.<site>.<fingerprint>.<secret>");
    }
    return new EnrolmentToken(
        new NodeId(parts[1]),
        parts[2],
        parts[3],
        SigningKey.fromSeed(Base64.getUrlDecoder().decode(parts[4])));
  }

  @Override
  public String toString() {
    return String.join(".", PREFIX, node.name(), site, hub, "***");
  }
}

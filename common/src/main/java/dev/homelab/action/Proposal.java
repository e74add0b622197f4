package dev.homelab.action;

import dev.homelab.event.Subject;
import dev.homelab.event.Values;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What is proposed, sealed as one exact JSON text: that text is hashed, shown, signed and executed
 * (RULES A4). A redeploy's {@code details.definition_hash} binds the rendered definition.
 *
 * @param text the exact text; everything else is read from it
 */
public record Proposal(
    ActionId id,
    ActionKind kind,
    Subject subject,
    String reason,
    Instant created,
    Map<String, Object> details,
    Terms terms,
    String text) {

  /** An {@code action_pending} event carries the whole text (RULES A1). */
  public static final int MAX_BYTES = 16_384;

  public static final String DEFINITION_HASH = "definition_hash";

  /** In details: the conditions that it answers, as {@code type} or {@code type/entity}. */
  public static final String TRIGGERS = "triggers";

  public Proposal {
    details = Values.freeze(details);
  }

  /** Seals a proposal; its reason and long texts in its details are shortened until it fits. */
  public static Proposal seal(
      ActionId id,
      ActionKind kind,
      Subject subject,
      String reason,
      Instant created,
      Map<String, Object> details,
      Terms terms) {
    return ProposalJson.seal(
        new Proposal(
            id, kind, subject, reason, created.truncatedTo(ChronoUnit.SECONDS), details, terms, ""),
        MAX_BYTES);
  }

  /** The same, with its long texts shortened until it fits so many bytes; sealed anew then. */
  public Proposal within(int maxBytes) {
    return ProposalJson.seal(this, maxBytes);
  }

  /**
   * The same with every text in it redacted (RULES A11); sealed anew where that changes it.
   *
   * @throws IllegalArgumentException where it does not fit any more
   */
  public Proposal redacted(UnaryOperator<String> redact) {
    return isClean(redact)
        ? this
        : seal(
            id,
            kind,
            subject,
            redact.apply(reason),
            created,
            Values.mapTexts(details, redact),
            terms);
  }

  /** Whether redaction would change nothing in it. */
  public boolean isClean(UnaryOperator<String> redact) {
    return redact.apply(reason).equals(reason) && Values.mapTexts(details, redact).equals(details);
  }

  /** SHA-256 of the text's UTF-8 bytes, in hex. */
  public String hash() {
    return hash(text);
  }

  static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** The conditions that it answers; empty for what a person asked for. */
  public List<String> triggers() {
    return Values.list(details, TRIGGERS).stream().map(String::valueOf).toList();
  }

  public Optional<String> definitionHash() {
    return Optional.ofNullable(Values.text(details, DEFINITION_HASH));
  }

  /** The proposal that an {@code alert_only} stands for (RULES N2). */
  public Optional<Proposal> standsFor() {
    return Optional.ofNullable(terms.standsFor()).map(ProposalJson::parseSealed);
  }
}

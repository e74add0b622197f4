package dev.homelab.action;

import dev.homelab.event.Subject;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An action's name, also of its file: {@code <kind>-<node>-<service>-<since>-<attempt>} where we
 * make it (RULES S4). Foreign ones may be any word that is no path.
 */
public record ActionId(String text) implements Comparable<ActionId> {
  private static final Pattern LEGAL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,199}");
  private static final Pattern NUMBERED = Pattern.compile(".+-(\\d{1,15})-(\\d{1,9})");
  private static final Pattern ALONE = Pattern.compile("alert-only-.+-alone-\\d{1,15}-\\d{1,9}");
  private static final String SUFFIX = ".json";

  /**
   * What the end of a name of our making says.
   *
   * @param since the epoch second of the trouble that the action answers
   * @param attempt 1 at first
   */
  public record Numbers(long since, long attempt) {}

  public ActionId {
    if (!isLegal(text)) {
      throw new IllegalArgumentException(
          "action id \"%s\" must be 1 to 200 of A-Z, a-z, 0-9, '.', '_' and '-', beginning with a letter or digit"
              .formatted(text));
    }
  }

  /**
   * The id that hub and edge give the same trouble alike.
   *
   * @param sinceSeconds the epoch second of the incident's first condition
   * @param attempt 1 plus the ended actions of that incident
   */
  public static ActionId of(ActionKind kind, Subject subject, long sinceSeconds, int attempt) {
    String service = subject.isNode() ? "node" : subject.service();
    return new ActionId(
        "%s-%s-%s-%d-%d"
            .formatted(
                kind.text().replace('_', '-'), subject.node(), service, sinceSeconds, attempt));
  }

  /**
   * The id of an alert that is decided without the hub (RULES N2). It is no other's: the hub's
   * alert of the same trouble, and the action that this one stands for, have ids of their own.
   *
   * @param number 1 for the incident's first
   */
  public static ActionId ofAlone(Subject subject, long sinceSeconds, long number) {
    String service = subject.isNode() ? "node" : subject.service();
    return new ActionId(
        "alert-only-%s-%s-alone-%d-%d".formatted(subject.node(), service, sinceSeconds, number));
  }

  /** Whether it is that of an alert that was decided without the hub. */
  public boolean isAlone() {
    return ALONE.matcher(text).matches();
  }

  /** Empty for a foreign name. */
  public Optional<Numbers> numbers() {
    Matcher matcher = NUMBERED.matcher(text);
    return matcher.matches()
        ? Optional.of(
            new Numbers(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2))))
        : Optional.empty();
  }

  public static boolean isLegal(String text) {
    return LEGAL.matcher(text).matches();
  }

  /** Whether a folder's entry is an action's file; anything else there is none of ours. */
  static boolean isFile(String name) {
    return name.endsWith(SUFFIX) && isLegal(name.substring(0, name.length() - SUFFIX.length()));
  }

  static ActionId ofFile(String name) {
    return new ActionId(name.substring(0, name.length() - SUFFIX.length()));
  }

  String fileName() {
    return text + SUFFIX;
  }

  @Override
  public int compareTo(ActionId other) {
    return text.compareTo(other.text);
  }

  @Override
  public String toString() {
    return text;
  }
}

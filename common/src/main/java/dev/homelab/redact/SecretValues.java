package dev.homelab.redact;

import dev.homelab.redact.Redactor.Span;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds any of a set of values in one pass (Aho-Corasick): the time depends on the length of the
 * text and not on the number of values.
 */
final class SecretValues {
  static final int SHORTEST = 6;
  static final SecretValues NONE = new SecretValues(Map.of());

  private static final Pattern NO_SECRET =
      Pattern.compile("[+-]?[0-9.:]{1,18}|/?[a-z]+(/[a-z._-]+)*/?|[A-Z][a-z]+/[A-Z][A-Za-z_]+");
  private static final Pattern SECRET_NAME =
      Pattern.compile(
          ".*(PASS|PWD|SECRET|TOKEN|KEY|CREDENTIAL|AUTH|SALT|SEED|PIN|PRIVATE|COOKIE|SESSION|DSN).*");
  private static final Set<String> PLAIN_NAMES =
      Set.of("PATH", "HOME", "LANG", "LC_ALL", "TZ", "HOSTNAME", "TERM", "SHELL", "USER", "PWD");

  private final Node root = new Node();
  private int longest;

  private SecretValues(Map<String, String> nameByText) {
    nameByText.forEach(this::add);
    link();
  }

  static SecretValues of(Map<String, String> environment) {
    Map<String, String> nameByText = new LinkedHashMap<>();
    environment.forEach(
        (name, value) -> {
          if (secret(name, value)) {
            forms(value).forEach(form -> nameByText.putIfAbsent(form, label(name)));
          }
        });
    return nameByText.isEmpty() ? NONE : new SecretValues(nameByText);
  }

  /**
   * Whether a value is worth hiding: at least 6 characters, and no plain word, number, path or time
   * zone unless its name says that it is a secret.
   */
  static boolean secret(String name, String value) {
    String text = value.strip();
    String upper = name.toUpperCase(Locale.ROOT);
    if (text.length() < SHORTEST || PLAIN_NAMES.contains(upper)) {
      return false;
    }
    return SECRET_NAME.matcher(upper).matches()
        ? !text.equalsIgnoreCase("disabled") && !text.equalsIgnoreCase("enabled")
        : !NO_SECRET.matcher(text).matches();
  }

  private static String label(String name) {
    int copy = name.indexOf('#');
    return copy < 0 ? name : name.substring(0, copy);
  }

  /** The spellings in which a value turns up; each line of a value of several lines by itself. */
  private static List<String> forms(String value) {
    String text = value.strip();
    List<String> forms = new ArrayList<>();
    forms.add(text);
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length >= 8) {
      forms.addAll(base64(bytes));
      forms.add(HexFormat.of().formatHex(bytes));
      forms.add(HexFormat.of().withUpperCase().formatHex(bytes));
    }
    String encoded = URLEncoder.encode(text, StandardCharsets.UTF_8);
    forms.add(encoded);
    forms.add(encoded.replace("+", "%20"));
    forms.add(text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n"));
    if (text.indexOf('\n') >= 0) {
      text.lines().map(String::strip).filter(line -> line.length() >= SHORTEST).forEach(forms::add);
    }
    return forms;
  }

  /**
   * Base 64 of the value at each of the three places where it may begin inside a longer text, cut
   * to the characters that depend on the value alone ({@code user:password} of basic
   * authentication).
   */
  private static List<String> base64(byte[] bytes) {
    List<String> forms = new ArrayList<>();
    for (int lead = 0; lead < 3; lead++) {
      byte[] shifted = new byte[bytes.length + lead];
      System.arraycopy(bytes, 0, shifted, lead, bytes.length);
      String whole = Base64.getEncoder().withoutPadding().encodeToString(shifted);
      int from = lead == 0 ? 0 : lead + 1;
      int to = shifted.length / 3 * 4 + (shifted.length % 3);
      String sure = whole.substring(from, Math.min(to, whole.length()));
      forms.add(sure);
      forms.add(sure.replace('+', '-').replace('/', '_'));
    }
    return forms;
  }

  int longest() {
    return longest;
  }

  /** The longest values from left to right, none over another. */
  List<Span> find(String text) {
    if (longest == 0) {
      return List.of();
    }
    List<Span> found = new ArrayList<>();
    Node at = root;
    for (int i = 0; i < text.length(); i++) {
      at = at.step(text.charAt(i), root);
      Node end = at.name != null ? at : at.shorterEnd;
      if (end != null && end.name != null) {
        keep(found, new Span(i + 1 - end.depth, i + 1, end.name));
      }
    }
    return found;
  }

  /** What reaches into what was found before is joined with it. */
  private static void keep(List<Span> found, Span next) {
    Span joined = next;
    while (!found.isEmpty() && found.getLast().to() > joined.from()) {
      Span before = found.removeLast();
      int from = Math.min(before.from(), joined.from());
      boolean longer = joined.to() - joined.from() >= before.to() - before.from();
      joined = new Span(from, joined.to(), longer ? joined.name() : before.name());
    }
    found.add(joined);
  }

  private void add(String text, String name) {
    if (text.length() < SHORTEST) {
      return;
    }
    Node at = root;
    for (int i = 0; i < text.length(); i++) {
      int depth = i + 1;
      at = at.next.computeIfAbsent(text.charAt(i), absent -> new Node(depth));
    }
    if (at.name == null) {
      at.name = name;
    }
    longest = Math.max(longest, text.length());
  }

  private void link() {
    Deque<Node> queue = new ArrayDeque<>();
    for (Node child : root.next.values()) {
      child.fallback = root;
      queue.add(child);
    }
    while (!queue.isEmpty()) {
      Node at = queue.remove();
      at.next.forEach(
          (letter, child) -> {
            child.fallback = at.fallback == null ? root : at.fallback.step(letter, root);
            child.shorterEnd =
                child.fallback.name != null ? child.fallback : child.fallback.shorterEnd;
            queue.add(child);
          });
    }
  }

  private static final class Node {
    final Map<Character, Node> next = new HashMap<>(2);
    final int depth;
    @Nullable Node fallback;
    @Nullable Node shorterEnd;
    @Nullable String name;

    Node() {
      this(0);
    }

    Node(int depth) {
      this.depth = depth;
    }

    Node step(char letter, Node root) {
      Node at = this;
      while (true) {
        Node to = at.next.get(letter);
        if (to != null) {
          return to;
        }
        if (at == root || at.fallback == null) {
          return root;
        }
        at = at.fallback;
      }
    }
  }
}

package dev.homelab.launch;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The arguments of a process: {@code --name value}, and flags without a value. */
public final class Arguments {
  private final Map<String, String> values = new HashMap<>();
  private final Set<String> flags = new HashSet<>();

  private Arguments() {}

  /** Fails with {@link IllegalArgumentException} that names what is unknown or lacks its value. */
  public static Arguments parse(List<String> words, Set<String> names, Set<String> flags) {
    Arguments arguments = new Arguments();
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      String name = word.startsWith("--") ? word.substring(2) : "";
      if (flags.contains(name)) {
        arguments.flags.add(name);
      } else if (!names.contains(name)) {
        throw new IllegalArgumentException(
            "unknown argument %s; known are %s and %s".formatted(word, names, flags));
      } else if (i + 1 == words.size()) {
        throw new IllegalArgumentException(word + " lacks its value");
      } else {
        i++;
        arguments.values.put(name, words.get(i));
      }
    }
    return arguments;
  }

  public Optional<String> text(String name) {
    return Optional.ofNullable(values.get(name));
  }

  public String need(String name) {
    return text(name).orElseThrow(() -> new IllegalArgumentException("--" + name + " is missing"));
  }

  public Path path(String name) {
    return Path.of(need(name)).toAbsolutePath().normalize();
  }

  public int number(String name, int fallback) {
    try {
      return text(name).map(Integer::parseInt).orElse(fallback);
    } catch (NumberFormatException notANumber) {
      throw new IllegalArgumentException("--" + name + " must be a number");
    }
  }

  public boolean has(String flag) {
    return flags.contains(flag);
  }
}

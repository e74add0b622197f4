package dev.homelab.hub;

import dev.homelab.launch.Arguments;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How the hub is started.
 *
 * @param root laid out as SPEC section 4
 * @param repo the checkout that says what is wanted
 * @param lab the lab's name, or empty on a real node
 * @param runtime what runs services: {@code process}, {@code docker} or {@code node}
 */
record HubArguments(
    Path root,
    Path repo,
    int port,
    String bind,
    Optional<String> lab,
    String runtime,
    boolean exitWithStdin) {

  static HubArguments parse(String[] words) {
    Arguments arguments =
        Arguments.parse(
            List.of(words),
            Set.of("root", "repo", "port", "bind", "lab", "runtime"),
            Set.of("exit-with-stdin"));
    return new HubArguments(
        arguments.path("root"),
        arguments.path("repo"),
        arguments.number("port", 18180),
        arguments.text("bind").orElse("127.0.0.1"),
        arguments.text("lab"),
        arguments.text("runtime").orElse("node"),
        arguments.has("exit-with-stdin"));
  }
}

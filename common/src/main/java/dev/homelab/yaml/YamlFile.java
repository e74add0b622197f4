package dev.homelab.yaml;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Reads a YAML file of at most 256 KiB, without aliases, with the line of every value. */
public final class YamlFile {
  private static final long MAX_BYTES = 256 * 1024L;

  private YamlFile() {}

  /** Empty, with a fault, where there is no such file or it is no YAML. */
  public static Optional<YamlNode> read(Path repo, String file, Faults faults) {
    Path path = repo.resolve(file);
    try {
      if (Files.size(path) > MAX_BYTES) {
        faults.add(file, 0, "the file is too large", "at most 256 KiB");
        return Optional.empty();
      }
      return parse(Files.readString(path, StandardCharsets.UTF_8), file, faults);
    } catch (NoSuchFileException absent) {
      faults.add(file, 0, "the file is missing", "a YAML file");
      return Optional.empty();
    } catch (IOException unreadable) {
      faults.add(file, 0, "the file can't be read: " + unreadable.getMessage(), "UTF-8 text");
      return Optional.empty();
    }
  }

  static Optional<YamlNode> parse(String text, String file, Faults faults) {
    LoaderOptions options = new LoaderOptions();
    options.setMaxAliasesForCollections(0);
    options.setNestingDepthLimit(32);
    try {
      Node root = new Yaml(options).compose(new StringReader(text));
      if (root == null) {
        faults.add(file, 1, "the file is empty", "key: value");
        return Optional.empty();
      }
      return Optional.of(convert(root, file, faults));
    } catch (MarkedYAMLException malformed) {
      int line = malformed.getProblemMark() == null ? 0 : malformed.getProblemMark().getLine() + 1;
      faults.add(file, line, "no YAML: " + malformed.getProblem(), "");
      return Optional.empty();
    } catch (YAMLException malformed) {
      faults.add(file, 0, "no YAML: " + malformed.getMessage(), "");
      return Optional.empty();
    }
  }

  private static YamlNode convert(Node node, String file, Faults faults) {
    int line = node.getStartMark().getLine() + 1;
    return switch (node) {
      case MappingNode mapping -> new YamlNode(file, line, faults, members(mapping, file, faults));
      case SequenceNode sequence -> {
        List<YamlNode> items = new ArrayList<>();
        sequence.getValue().forEach(item -> items.add(convert(item, file, faults)));
        yield new YamlNode(file, line, faults, items);
      }
      case ScalarNode scalar ->
          new YamlNode(
              file, line, faults, scalar.getTag().equals(Tag.NULL) ? "" : scalar.getValue());
      default -> new YamlNode(file, line, faults, "");
    };
  }

  private static Map<String, YamlNode.Member> members(
      MappingNode mapping, String file, Faults faults) {
    Map<String, YamlNode.Member> members = new LinkedHashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      int line = tuple.getKeyNode().getStartMark().getLine() + 1;
      String key = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "?";
      YamlNode.Member member =
          new YamlNode.Member(line, convert(tuple.getValueNode(), file, faults));
      if (members.putIfAbsent(key, member) != null) {
        faults.add(file, line, "the key \"%s\" stands twice".formatted(key), "each key once");
      }
    }
    return members;
  }
}

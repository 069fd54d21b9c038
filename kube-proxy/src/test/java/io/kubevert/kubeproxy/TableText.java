package io.kubevert.kubeproxy;

import io.kubevert.netns.ScratchNamespace;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A table as the kernel has it, without counters and without the order that means nothing. */
final class TableText {
  private static final Pattern BLOCK =
      Pattern.compile("\\t(chain|map|set) (\\S+) \\{\\n(.*?)\\n\\t\\}", Pattern.DOTALL);
  private static final Pattern ELEMENTS = Pattern.compile("elements = \\{(.*)\\}", Pattern.DOTALL);

  private TableText() {}

  /**
   * Reads a table: each chain's rules in their order, each set's elements sorted.
   *
   * @param ignored elements that contain a match of this are left out
   */
  static Map<String, List<String>> read(ScratchNamespace node, String table, String ignored) {
    Map<String, List<String>> blocks = new TreeMap<>();
    Matcher block =
        BLOCK.matcher(node.run("nft", "--stateless", "list", "table", table, "kube-proxy"));
    while (block.find()) {
      blocks.put(block.group(1) + " " + block.group(2), lines(block, Pattern.compile(ignored)));
    }
    return blocks;
  }

  private static List<String> lines(Matcher block, Pattern ignored) {
    String content = block.group(3);
    if (block.group(1).equals("chain")) {
      return content.lines().map(String::strip).toList();
    }
    if (block.group(2).equals("affinity")) {
      return List.of(); // filled by the kernel
    }
    Matcher elements = ELEMENTS.matcher(content);
    return elements.find()
        ? Stream.of(elements.group(1).split(","))
            .map(String::strip)
            .filter(element -> !ignored.matcher(element).find())
            .sorted()
            .toList()
        : List.of();
  }
}

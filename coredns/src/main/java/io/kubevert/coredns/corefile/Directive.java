package io.kubevert.coredns.corefile;

import java.util.List;
import java.util.Optional;

/**
 * A line of a Corefile with the block that it opens: a plugin's directive, or a property in one.
 *
 * @param name the first word
 * @param arguments the rest of the line
 * @param block the lines between the braces; empty without any
 */
public record Directive(Token name, List<Token> arguments, List<Directive> block) {

  public Directive {
    arguments = List.copyOf(arguments);
    block = List.copyOf(block);
  }

  public String word() {
    return name.text();
  }

  /** The arguments' texts. */
  public List<String> words() {
    return arguments.stream().map(Token::text).toList();
  }

  /** The argument at an index, if there are that many. */
  public Optional<Token> argument(int index) {
    return index < arguments.size() ? Optional.of(arguments.get(index)) : Optional.empty();
  }

  /** The only argument. */
  public Token onlyArgument() {
    arguments(1, 1);
    return arguments.getFirst();
  }

  /** Checks how many arguments there are. */
  public Directive arguments(int least, int most) {
    if (arguments.size() < least) {
      throw name.fault("takes at least " + least + " argument(s), has " + arguments.size());
    }
    if (arguments.size() > most) {
      throw arguments.get(most).fault("one argument too many; at most " + most + " allowed");
    }
    return this;
  }

  /** Checks that no block follows. */
  public Directive withoutBlock() {
    if (!block.isEmpty()) {
      throw block.getFirst().name().fault("'" + word() + "' takes no such property");
    }
    return this;
  }

  /** A fault for a property that this directive does not know. */
  public CorefileException unknownProperty(Directive property) {
    return property.name().fault("unknown property of '" + word() + "'");
  }
}

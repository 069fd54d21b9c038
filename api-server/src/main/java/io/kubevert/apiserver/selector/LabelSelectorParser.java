package io.kubevert.apiserver.selector;

import io.kubevert.apiserver.selector.Requirement.Operator;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads the text of a label selector by recursive descent. */
final class LabelSelectorParser {
  private static final String SYMBOLS = "(),!=<>";

  /**
   * One word of a selector.
   *
   * @param text as written; empty at the end
   */
  private record Token(Type type, String text) {
    enum Type {
      IDENTIFIER,
      SYMBOL,
      END
    }

    boolean is(String symbol) {
      return type == Type.SYMBOL && text.equals(symbol);
    }

    boolean endsRequirement() {
      return type == Type.END || is(",");
    }
  }

  private final List<Token> tokens;
  private int position;

  LabelSelectorParser(String text) {
    tokens = tokens(text);
  }

  List<Requirement> parse() {
    List<Requirement> requirements = new ArrayList<>();
    if (peek().type() == Token.Type.END) {
      return requirements;
    }
    while (true) {
      if (peek().type() != Token.Type.IDENTIFIER && !peek().is("!")) {
        throw unexpected(peek(), ", expected: !, identifier, or 'end of string'");
      }
      requirements.add(requirement());
      Token separator = next();
      if (separator.type() == Token.Type.END) {
        return requirements;
      }
      if (!separator.is(",")) {
        throw unexpected(separator, ", expected: ',' or 'end of string'");
      }
      if (peek().type() != Token.Type.IDENTIFIER && !peek().is("!")) {
        throw unexpected(peek(), ", expected: identifier after ','");
      }
    }
  }

  private Requirement requirement() {
    try {
      boolean negated = peek().is("!");
      if (negated) {
        next();
      }
      String key = identifier(next());
      if (negated) {
        return new Requirement(key, Operator.DOES_NOT_EXIST, Set.of());
      }
      if (peek().endsRequirement()) {
        return new Requirement(key, Operator.EXISTS, Set.of());
      }
      Operator operator = operator(next());
      boolean list = operator == Operator.IN || operator == Operator.NOT_IN;
      return new Requirement(key, operator, list ? values() : Set.of(value()));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("unable to parse requirement: " + e.getMessage(), e);
    }
  }

  private static Operator operator(Token token) {
    return switch (token.text()) {
      case "in" -> Operator.IN;
      case "notin" -> Operator.NOT_IN;
      case "=", "==" -> Operator.EQUALS;
      case "!=" -> Operator.NOT_EQUALS;
      case ">" -> Operator.GREATER_THAN;
      case "<" -> Operator.LESS_THAN;
      default -> throw unexpected(token, ", expected: in, notin, =, ==, !=, gt, lt");
    };
  }

  private String value() {
    return peek().endsRequirement() ? "" : identifier(next());
  }

  private Set<String> values() {
    Token open = next();
    if (!open.is("(")) {
      throw unexpected(open, " expected: '('");
    }
    Set<String> values = new HashSet<>();
    while (true) {
      Token token = next();
      if (token.type() == Token.Type.IDENTIFIER) {
        values.add(token.text());
        token = next();
      } else {
        values.add("");
      }
      if (token.is(")")) {
        return values;
      }
      if (!token.is(",")) {
        throw unexpected(token, ", expected: ',', ')' or identifier");
      }
    }
  }

  private static String identifier(Token token) {
    if (token.type() != Token.Type.IDENTIFIER) {
      throw unexpected(token, ", expected: identifier");
    }
    return token.text();
  }

  private Token peek() {
    return tokens.get(position);
  }

  private Token next() {
    Token token = tokens.get(position);
    if (token.type() != Token.Type.END) {
      position++;
    }
    return token;
  }

  private static IllegalArgumentException unexpected(Token token, String expected) {
    return new IllegalArgumentException("found '" + token.text() + "'" + expected);
  }

  private static List<Token> tokens(String text) {
    List<Token> tokens = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      int end = at + 1;
      if (Character.isWhitespace(c)) {
        at = end;
        continue;
      }
      if (SYMBOLS.indexOf(c) >= 0) {
        if ((c == '=' || c == '!') && text.startsWith("=", end)) {
          end++;
        }
        tokens.add(new Token(Token.Type.SYMBOL, text.substring(at, end)));
      } else {
        while (end < text.length() && !endsIdentifier(text.charAt(end))) {
          end++;
        }
        tokens.add(new Token(Token.Type.IDENTIFIER, text.substring(at, end)));
      }
      at = end;
    }
    tokens.add(new Token(Token.Type.END, ""));
    return tokens;
  }

  private static boolean endsIdentifier(char c) {
    return Character.isWhitespace(c) || SYMBOLS.indexOf(c) >= 0;
  }
}

package io.kubevert.coredns.corefile;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Cuts a Corefile into words: separated by white space, or quoted; a {@code #} at the start of a
 * word opens a comment. {@code {$NAME}} and {@code {%NAME%}} stand for environment variables, and
 * so do the {@code __PILLAR__...__} words of node-cache's Corefile.
 */
final class Lexer {
  private static final Pattern VARIABLE =
      Pattern.compile(
          "\\{\\$([A-Za-z_][A-Za-z0-9_]*)}|\\{%([A-Za-z_][A-Za-z0-9_]*)%}|(__PILLAR__[A-Z_]+__)");

  private final String file;
  private final String text;
  private final Map<String, String> environment;
  private final List<Token> tokens = new ArrayList<>();
  private int position;
  private int line = 1;

  private Lexer(CorefileSource.Text source, Map<String, String> environment) {
    this.file = source.name();
    this.text = source.text();
    this.environment = environment;
  }

  /**
   * @param environment what variables stand for; an unknown one stands for nothing
   */
  static List<Token> tokens(CorefileSource.Text source, Map<String, String> environment) {
    Lexer lexer = new Lexer(source, environment);
    lexer.run();
    return lexer.tokens;
  }

  private void run() {
    while (position < text.length()) {
      char c = text.charAt(position);
      if (Character.isWhitespace(c) || c == '\uFEFF') {
        advance();
      } else if (c == '#') {
        skipComment();
      } else if (c == '"') {
        quoted();
      } else {
        plain();
      }
    }
  }

  private void advance() {
    if (text.charAt(position++) == '\n') {
      line++;
    }
  }

  private void skipComment() {
    while (position < text.length() && text.charAt(position) != '\n') {
      position++;
    }
  }

  private void quoted() {
    int opened = line;
    StringBuilder word = new StringBuilder();
    position++;
    while (position < text.length() && text.charAt(position) != '"') {
      if (text.startsWith("\\\"", position)) {
        position++;
      }
      word.append(text.charAt(position));
      advance();
    }
    if (position == text.length()) {
      throw new Token(word.toString(), file, opened).fault("this quote is never closed");
    }
    position++;
    add(word.toString(), opened);
  }

  private void plain() {
    int start = position;
    while (position < text.length() && !Character.isWhitespace(text.charAt(position))) {
      position++;
    }
    add(text.substring(start, position), line);
  }

  private void add(String word, int at) {
    String replaced =
        VARIABLE
            .matcher(word)
            .replaceAll(
                match -> {
                  String pillar = match.group(3);
                  String name = match.group(1) == null ? match.group(2) : match.group(1);
                  return Matcher.quoteReplacement(
                      pillar == null
                          ? environment.getOrDefault(name, "")
                          : environment.getOrDefault(pillar, pillar));
                });
    tokens.add(new Token(replaced, file, at));
  }
}

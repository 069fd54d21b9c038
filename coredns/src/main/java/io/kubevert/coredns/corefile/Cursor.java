package io.kubevert.coredns.corefile;

import java.util.ArrayList;
import java.util.List;

/** A place in a list of words. */
final class Cursor {
  private final List<Token> tokens;
  private int position;

  Cursor(List<Token> tokens) {
    this.tokens = tokens;
  }

  boolean hasNext() {
    return position < tokens.size();
  }

  Token peek() {
    return tokens.get(position);
  }

  Token next() {
    return tokens.get(position++);
  }

  /** The next word; the fault of its absence is the opener's. */
  Token next(Token opener) {
    if (!hasNext()) {
      throw opener.fault("the file ends before this is complete; is a brace missing?");
    }
    return next();
  }

  Token previous() {
    return tokens.get(position - 1);
  }

  void expect(String text, Token opener) {
    Token token = next(opener);
    if (!token.text().equals(text)) {
      throw token.fault("expected '" + text + "'");
    }
  }

  List<Token> restOfLine(Token first) {
    List<Token> rest = new ArrayList<>();
    while (hasNext() && peek().sameLine(first)) {
      rest.add(next());
    }
    return rest;
  }

  /** Everything up to the brace that closes the one just read. */
  List<Token> body(Token opener) {
    int depth = 1;
    int start = position;
    while (true) {
      String text = next(opener).text();
      if (text.equals("{")) {
        depth++;
      } else if (text.equals("}") && --depth == 0) {
        return tokens.subList(start, position - 1);
      }
    }
  }
}

package io.kubevert.coredns.corefile;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts an import's arguments in place of {@code {args[0]}}, anywhere in a word, and of {@code
 * {args[0:2]}}, {@code {args[1:]}}, {@code {args[:2]}} or {@code {args[:]}}, a whole word that
 * becomes as many as there are.
 *
 * @param arguments from index 0
 */
record ImportArguments(List<Token> arguments) {
  private static final Pattern ONE = Pattern.compile("\\{args\\[(\\d{1,4})]}");
  private static final Pattern RANGE = Pattern.compile("\\{args\\[(\\d{0,4}):(\\d{0,4})]}");

  ImportArguments {
    arguments = List.copyOf(arguments);
  }

  /** The words with the arguments in place, each where its placeholder stood. */
  List<Token> in(List<Token> tokens) {
    List<Token> result = new ArrayList<>();
    for (Token token : tokens) {
      Matcher range = RANGE.matcher(token.text());
      if (range.matches()) {
        slice(token, range).forEach(argument -> result.add(token.withText(argument.text())));
      } else if (range.reset().find()) {
        throw token.fault("a range of arguments must be a word of its own");
      } else {
        result.add(filled(token));
      }
    }
    return result;
  }

  private List<Token> slice(Token token, Matcher range) {
    int size = arguments.size();
    int from = range.group(1).isEmpty() ? 0 : Integer.parseInt(range.group(1));
    int to = range.group(2).isEmpty() ? size : Integer.parseInt(range.group(2));
    if (from > to || to > size) {
      throw token.fault(given());
    }
    return arguments.subList(from, to);
  }

  private Token filled(Token token) {
    Matcher one = ONE.matcher(token.text());
    return one.find()
        ? token.withText(
            one.replaceAll(match -> Matcher.quoteReplacement(argument(token, match.group(1)))))
        : token;
  }

  private String argument(Token token, String index) {
    int number = Integer.parseInt(index);
    if (number >= arguments.size()) {
      throw token.fault(given());
    }
    return arguments.get(number).text();
  }

  private String given() {
    return "the import gives " + arguments.size() + " argument(s), counted from 0";
  }
}

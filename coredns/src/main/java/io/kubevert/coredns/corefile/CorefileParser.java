package io.kubevert.coredns.corefile;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a Corefile into server blocks. Snippets and imports are put in place here; plugins see
 * directives only.
 */
public final class CorefileParser {
  private static final int DEEPEST_IMPORT = 16;

  private final CorefileSource source;
  private final Map<String, String> environment;
  private final Map<String, List<Token>> snippets = new HashMap<>();

  private CorefileParser(CorefileSource source, Map<String, String> environment) {
    this.source = source;
    this.environment = environment;
  }

  /**
   * Blocks while it reads files.
   *
   * @throws CorefileException if a file cannot be read or the text is not a Corefile
   */
  public static List<ServerBlock> parse(CorefileSource source, Map<String, String> environment) {
    try {
      CorefileParser parser = new CorefileParser(source, environment);
      CorefileSource.Text text = source.read();
      List<ServerBlock> blocks = parser.blocks(Lexer.tokens(text, environment), 0);
      if (blocks.isEmpty()) {
        throw new CorefileException(text.name() + ":1: no server block in it");
      }
      return blocks;
    } catch (IOException e) {
      throw new CorefileException("cannot read the Corefile: " + e, e);
    }
  }

  private List<ServerBlock> blocks(List<Token> tokens, int depth) throws IOException {
    List<ServerBlock> blocks = new ArrayList<>();
    Cursor cursor = new Cursor(tokens);
    while (cursor.hasNext()) {
      Token first = cursor.peek();
      if (first.text().equals("import")) {
        cursor.next();
        blocks.addAll(blocks(imported(first, cursor.restOfLine(first), depth), depth + 1));
      } else if (first.text().startsWith("(") && first.text().endsWith(")")) {
        cursor.next();
        cursor.expect("{", first);
        snippets.put(first.text().substring(1, first.text().length() - 1), cursor.body(first));
      } else {
        blocks.add(block(cursor, depth));
      }
    }
    return blocks;
  }

  private ServerBlock block(Cursor cursor, int depth) throws IOException {
    List<Token> keys = new ArrayList<>();
    Token first = cursor.peek();
    while (!cursor.next(first).text().equals("{")) {
      Token key = cursor.previous();
      if (key.text().equals("}")) {
        throw key.fault("a closing brace without an opening one");
      }
      for (String part : key.text().split(",")) {
        if (!part.isEmpty()) {
          keys.add(new Token(part, key.file(), key.line()));
        }
      }
    }
    if (keys.isEmpty()) {
      throw first.fault("a server block needs at least one zone before its brace");
    }
    return new ServerBlock(keys, directives(cursor.body(keys.getFirst()), depth));
  }

  private List<Directive> directives(List<Token> tokens, int depth) throws IOException {
    List<Directive> directives = new ArrayList<>();
    Cursor cursor = new Cursor(tokens);
    while (cursor.hasNext()) {
      Token name = cursor.next();
      List<Token> arguments = cursor.restOfLine(name);
      List<Directive> body = List.of();
      if (!arguments.isEmpty() && arguments.getLast().text().equals("{")) {
        arguments.removeLast();
        body = directives(cursor.body(name), depth);
      }
      if (name.text().equals("import")) {
        directives.addAll(directives(imported(name, arguments, depth), depth + 1));
      } else if (name.text().equals("{") || name.text().equals("}")) {
        throw name.fault("a brace must stand at the end of its directive's line");
      } else {
        directives.add(new Directive(name, arguments, body));
      }
    }
    return directives;
  }

  /**
   * What a line imports, with its arguments in place.
   *
   * @param words a snippet's name or a file, then arguments
   */
  private List<Token> imported(Token line, List<Token> words, int depth) throws IOException {
    if (words.isEmpty()) {
      throw line.fault("needs a snippet's name or a file, and may have arguments for it");
    }
    Token pattern = words.getFirst();
    if (depth >= DEEPEST_IMPORT) {
      throw pattern.fault("imports are nested more than " + DEEPEST_IMPORT + " deep");
    }
    List<Token> snippet = snippets.get(pattern.text());
    return new ImportArguments(words.subList(1, words.size()))
        .in(snippet == null ? files(pattern) : snippet);
  }

  private List<Token> files(Token pattern) throws IOException {
    List<CorefileSource.Text> texts = source.imported(pattern.text());
    if (texts.isEmpty() && !pattern.text().contains("*")) {
      throw pattern.fault("neither a snippet above this line nor a file");
    }
    List<Token> tokens = new ArrayList<>();
    for (CorefileSource.Text text : texts) {
      tokens.addAll(Lexer.tokens(text, environment));
    }
    return tokens;
  }
}

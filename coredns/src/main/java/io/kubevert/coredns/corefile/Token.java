package io.kubevert.coredns.corefile;

/**
 * A word of a Corefile and where it stands.
 *
 * @param text the word, quotes removed and environment variables put in
 * @param line counted from 1
 */
public record Token(String text, String file, int line) {

  /** A fault at this word: {@code file:line: near 'word': what is wrong}. */
  public CorefileException fault(String problem) {
    return new CorefileException(file + ":" + line + ": near '" + text + "': " + problem);
  }

  /** Another word at the same place. */
  Token withText(String other) {
    return new Token(other, file, line);
  }

  boolean sameLine(Token other) {
    return line == other.line && file.equals(other.file);
  }
}

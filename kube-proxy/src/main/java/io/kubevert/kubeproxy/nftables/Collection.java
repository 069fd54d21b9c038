package io.kubevert.kubeproxy.nftables;

/**
 * A set, or a map: a set whose elements have values.
 *
 * @param definition its types and flags, as nft takes them between braces
 */
public record Collection(Kind kind, String name, String definition) {

  /** What the elements are. */
  public enum Kind {
    SET("set"),
    MAP("map");

    private final String keyword;

    Kind(String keyword) {
      this.keyword = keyword;
    }

    String keyword() {
      return keyword;
    }
  }

  public static Collection set(String name, String definition) {
    return new Collection(Kind.SET, name, definition);
  }

  public static Collection map(String name, String definition) {
    return new Collection(Kind.MAP, name, definition);
  }
}

package io.kubevert.kubeproxy.nftables;

/**
 * An element of a set or a map.
 *
 * @param value empty in a set
 */
public record Element(Key key, String value) {

  /** Which element: a key in a set or map of that name. */
  public record Key(String collection, String key) implements Comparable<Key> {
    @Override
    public int compareTo(Key other) {
      int byCollection = collection.compareTo(other.collection);
      return byCollection != 0 ? byCollection : key.compareTo(other.key);
    }
  }
}

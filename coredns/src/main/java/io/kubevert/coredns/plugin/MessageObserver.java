package io.kubevert.coredns.plugin;

import io.kubevert.coredns.message.Query;

/** Sees what the chain of plugins does not: the messages around it. */
public interface MessageObserver {
  /** Sees nothing. */
  MessageObserver NONE =
      new MessageObserver() {
        @Override
        public void sent(Query query, int octets) {}

        @Override
        public void unserved(Query query) {}

        @Override
        public void panicked() {}

        @Override
        public void respondedOverHttps(int status) {}
      };

  /**
   * An answer leaves.
   *
   * @param octets of its message, or of each of several
   */
  void sent(Query query, int octets);

  /** No server block has the name, so the answer is REFUSED. */
  void unserved(Query query);

  /** A plugin failed in a way that nobody foresaw. */
  void panicked();

  /** A response leaves over HTTPS, with an answer in it or without. */
  void respondedOverHttps(int status);
}

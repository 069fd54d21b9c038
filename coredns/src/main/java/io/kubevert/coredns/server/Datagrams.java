package io.kubevert.coredns.server;

import io.vertx.core.Future;

/** An open UDP socket that answers what comes; belongs to one event loop. */
sealed interface Datagrams permits EpollDatagrams, ChannelDatagrams {
  int port();

  /** How many packets came. */
  long received();

  /** How many of them have no answer yet. */
  int open();

  /** Has the kernel give it no more packets, where that can be; what it holds is still answered. */
  void turnAway();

  Future<Void> release();
}

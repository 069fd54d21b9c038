package io.kubevert.kubeproxy.loadbalancer.announcement;

import io.kubevert.kubeproxy.loadbalancer.pool.IpAddress;
import java.io.IOException;
import java.util.Set;

/**
 * Answers one link's neighbours who ask where an address is, for as long as {@link #run} lasts.
 *
 * <p>The kernel knows nothing of these addresses: what stops this process stops the answers.
 */
interface Responder {

  /** Opens one; called on the thread that will run it, in the node's network namespace. */
  @FunctionalInterface
  interface Opener {
    /**
     * @throws IOException saying what is missing
     */
    Responder open() throws IOException;
  }

  /** The name of the link. */
  String link();

  /** Says which addresses are here from now on. */
  void answerFor(Set<IpAddress> here);

  /** Tells everybody on the link that an address is here. */
  void announce(IpAddress address) throws IOException;

  /** Answers until {@link #stop}; blocks the calling thread, and fails when the link goes down. */
  void run() throws IOException;

  /** Ends {@link #run} within a quarter of a second. */
  void stop();

  /** To be called once {@link #run} is over. */
  void close() throws IOException;
}

package io.kubevert.nodeagent.server;

import io.vertx.core.Future;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Output on its way to a client, which holds up whoever writes it. */
final class ClientOutput {
  private static final long LIMIT_SECONDS = 60;

  private ClientOutput() {}

  /**
   * Waits until output is written. Blocks without the means of Vert.x, whose waiting lets go of a
   * worker and did not come back to one that others share.
   *
   * @throws IOException if the client takes it no more
   */
  static void await(Future<Void> written) throws IOException, InterruptedException {
    try {
      written.toCompletionStage().toCompletableFuture().get(LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("the client takes no more output", e);
    }
  }
}

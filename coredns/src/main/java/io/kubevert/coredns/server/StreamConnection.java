package io.kubevert.coredns.server;

import io.kubevert.coredns.message.Client;
import io.kubevert.coredns.message.StreamFrames;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.net.NetSocket;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One client's connection. Reading stops while too many of its questions are open. */
final class StreamConnection {
  private static final Logger LOG = LoggerFactory.getLogger(StreamConnection.class);
  private static final int MOST_OPEN = 256;

  private final ContextInternal context;
  private final NetSocket socket;
  private final Responder responder;
  private final Client client;
  private final StreamFrames frames = new StreamFrames();
  private int open;
  private boolean paused;
  private boolean finishing;

  StreamConnection(ContextInternal context, NetSocket socket, Responder responder) {
    this.context = context;
    this.socket = socket;
    this.responder = responder;
    this.client =
        StreamOptions.client(socket.remoteAddress(), socket.localAddress(), Client.Transport.TCP);
  }

  void open() {
    socket.exceptionHandler(
        failure ->
            LOG.atDebug().addKeyValue("cause", failure.getMessage()).log("connection failed"));
    socket.drainHandler(drained -> resumeIfIdle());
    socket.shutdownHandler(stopping -> finish());
    socket.handler(this::receive);
  }

  private void receive(Buffer arrived) {
    for (byte[] message : frames.receive(arrived)) {
      open++;
      responder
          .respond(message, client)
          .onComplete(messages -> onLoop(() -> send(messages)), failure -> onLoop(socket::close));
    }
    if (open >= MOST_OPEN || socket.writeQueueFull()) {
      paused = true;
      socket.pause();
    }
  }

  /** An answer may come from another loop, as when it was made for another client as well. */
  private void onLoop(Runnable action) {
    if (context.inThread()) {
      action.run();
    } else {
      context.runOnContext(now -> action.run());
    }
  }

  private void send(List<byte[]> messages) {
    open--;
    if (messages.isEmpty()) {
      socket.close();
      return;
    }
    messages.forEach(message -> socket.write(StreamFrames.frame(message)));
    if (finishing) {
      finish();
    } else {
      resumeIfIdle();
    }
  }

  /** Takes no more questions; a client asks again elsewhere what it gets no answer for. */
  private void finish() {
    finishing = true;
    socket.pause();
    if (open == 0) {
      socket.end();
    }
  }

  private void resumeIfIdle() {
    if (paused && open < MOST_OPEN && !socket.writeQueueFull()) {
      paused = false;
      socket.resume();
    }
  }
}

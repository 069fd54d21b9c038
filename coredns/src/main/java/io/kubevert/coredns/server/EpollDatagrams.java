package io.kubevert.coredns.server;

import io.netty.channel.ChannelException;
import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.unix.FileDescriptor;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A socket that an epoll event loop watches, and that is read and written many packets at a time:
 * the answers that are ready when a burst has been read leave together.
 */
final class EpollDatagrams implements Datagrams, EpollIoHandle {
  private static final Logger LOG = LoggerFactory.getLogger(EpollDatagrams.class);
  private static final int LARGEST_MESSAGE = 4096;
  private static final int RECEIVE_BUFFER = 1 << 24;
  private static final int SOL_SOCKET = 1;
  private static final int SO_RCVBUFFORCE = 33;
  private static final int BURST = 64;
  private static final int MOST_BURSTS = 8;

  /** Nobody sends from the port of tcpmux. */
  private static final int NOBODY = 1;

  private final ContextInternal context;
  private final Responder responder;
  private final LinuxSocket socket;
  private final Arena arena = Arena.ofConfined();
  private final PacketVector questions;
  private final PacketVector answers;
  private IoRegistration registration;
  private int firstAnswer;
  private int lastAnswer;
  private boolean reading;
  private boolean isFull;
  private boolean isReleased;
  private long received;
  private int open;

  private EpollDatagrams(
      ContextInternal context, Responder responder, LinuxSocket socket, PeerFormat format) {
    this.context = context;
    this.responder = responder;
    this.socket = socket;
    this.questions = new PacketVector(arena, format, BURST, LARGEST_MESSAGE);
    this.answers = new PacketVector(arena, format, BURST, LARGEST_MESSAGE);
  }

  /**
   * A port that the kernel draws is shared only once it is drawn: it would else draw one, too, that
   * another socket of ours has.
   */
  static Future<EpollDatagrams> bind(
      ContextInternal context, InetSocketAddress address, Responder responder) {
    boolean v4 = address.getAddress() instanceof Inet4Address;
    LinuxSocket socket =
        LinuxSocket.newSocketDgram(v4 ? SocketProtocolFamily.INET : SocketProtocolFamily.INET6);
    try {
      socket.setReusePort(address.getPort() != 0);
      makeRoom(socket);
      socket.bind(address);
      socket.setReusePort(true);
    } catch (IOException | ChannelException e) {
      return closed(socket).compose(done -> Future.failedFuture(e));
    }
    return new EpollDatagrams(context, responder, socket, v4 ? PeerFormat.V4 : PeerFormat.V6)
        .register();
  }

  /**
   * A pause of the JVM must not be longer than what the socket can hold; beyond what the kernel
   * allows everybody (net.core.rmem_max), which is some milliseconds at 30,000 questions a second,
   * only NET_ADMIN may go.
   */
  private static void makeRoom(LinuxSocket socket) throws IOException {
    try {
      socket.setIntOpt(SOL_SOCKET, SO_RCVBUFFORCE, RECEIVE_BUFFER);
    } catch (IOException | ChannelException notAllowed) {
      socket.setReceiveBufferSize(RECEIVE_BUFFER);
    }
  }

  private Future<EpollDatagrams> register() {
    Promise<EpollDatagrams> done = context.promise();
    IoEventLoop loop = (IoEventLoop) context.nettyEventLoop();
    loop.register(this)
        .addListener(
            (io.netty.util.concurrent.Future<IoRegistration> registered) -> {
              if (registered.isSuccess()) {
                registration = registered.getNow();
                registration.submit(EpollIoOps.EPOLLIN);
                done.complete(this);
              } else {
                arena.close();
                closed(socket).onComplete(ignored -> done.fail(registered.cause()));
              }
            });
    return done.future();
  }

  private static Future<Void> closed(LinuxSocket socket) {
    try {
      socket.close();
      return Future.succeededFuture();
    } catch (IOException e) {
      return Future.failedFuture(e);
    }
  }

  @Override
  public FileDescriptor fd() {
    return socket;
  }

  @Override
  public int port() {
    return socket.localAddress().getPort();
  }

  @Override
  public long received() {
    return received;
  }

  @Override
  public int open() {
    return open + lastAnswer - firstAnswer;
  }

  /** A connected socket gets its peer's packets only. */
  @Override
  public void turnAway() {
    InetAddress own = socket.localAddress().getAddress();
    InetAddress peer = own.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : own;
    try {
      socket.connect(new InetSocketAddress(peer, NOBODY));
    } catch (IOException e) {
      LOG.atDebug()
          .addKeyValue("address", socket.localAddress())
          .addKeyValue("cause", e.getMessage())
          .log("packets go on to arrive at a socket that is about to close");
    }
  }

  @Override
  public void handle(IoRegistration own, IoEvent event) {
    EpollIoOps ready = ((EpollIoEvent) event).ops();
    if (ready.contains(EpollIoOps.EPOLLOUT)) {
      flush();
    }
    context.emit(this, EpollDatagrams::read);
  }

  /** As many bursts as leave the other sockets of the loop their turn. */
  private void read() {
    reading = true;
    int count = BURST;
    for (int burst = 0; burst < MOST_BURSTS && count == BURST && !isReleased; burst++) {
      count = questions.receive(socket.intValue());
      received += count;
      for (int i = 0; i < count; i++) {
        answer(questions.octets(i), questions.peer(i));
      }
      flush();
    }
    reading = false;
  }

  private void answer(byte[] octets, InetSocketAddress sender) {
    open++;
    responder.answer(octets, sender, context.nettyEventLoop(), messages -> send(messages, sender));
  }

  private void send(List<byte[]> messages, InetSocketAddress to) {
    open--;
    for (byte[] message : messages) {
      put(message, to);
    }
    if (!reading) {
      flush();
    }
  }

  private void put(byte[] message, InetSocketAddress to) {
    if (lastAnswer == BURST) {
      flush();
    }
    if (isReleased || lastAnswer == BURST) {
      LOG.atDebug().addKeyValue("client", to).log("the socket takes no more, an answer is lost");
      return;
    }
    answers.put(lastAnswer, message, to);
    lastAnswer++;
  }

  /** Sends what is ready; what the kernel has no room for waits until it has. */
  private void flush() {
    while (firstAnswer < lastAnswer && !isReleased) {
      int sent = answers.send(socket.intValue(), firstAnswer, lastAnswer - firstAnswer);
      if (sent == PacketVector.AGAIN) {
        watch(true);
        return;
      }
      if (sent < 0) {
        LOG.atDebug().addKeyValue("errno", -sent).log("an answer could not be sent");
      }
      firstAnswer += Math.max(1, sent);
    }
    firstAnswer = 0;
    lastAnswer = 0;
    watch(false);
  }

  /** Has the loop tell when there is room again. */
  private void watch(boolean full) {
    if (full != isFull && !isReleased) {
      isFull = full;
      registration.submit(full ? EpollIoOps.EPOLLIN.with(EpollIoOps.EPOLLOUT) : EpollIoOps.EPOLLIN);
    }
  }

  @Override
  public Future<Void> release() {
    if (isReleased) {
      return Future.succeededFuture();
    }
    isReleased = true;
    registration.cancel();
    arena.close();
    return closed(socket);
  }

  /** Called when the event loop ends. */
  @Override
  public void close() {
    release().onFailure(failure -> LOG.atDebug().setCause(failure).log("not closed"));
  }
}

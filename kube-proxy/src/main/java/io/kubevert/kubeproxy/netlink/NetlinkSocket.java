package io.kubevert.kubeproxy.netlink;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.kubevert.systemcall.SystemCall;
import io.kubevert.systemcall.SystemCallException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * A socket to the netfilter of the network namespace in which it was opened. For one thread at a
 * time; needs the capability NET_ADMIN.
 */
public final class NetlinkSocket implements AutoCloseable {
  private static final int AF_NETLINK = 16;
  private static final int SOCK_RAW = 3;
  private static final int SOCK_CLOEXEC = 0x80000;
  private static final int NETLINK_NETFILTER = 12;
  private static final int SOL_SOCKET = 1;
  private static final int SO_SNDBUFFORCE = 32;
  private static final int SO_RCVBUFFORCE = 33;
  private static final int SOL_NETLINK = 270;
  private static final int NETLINK_ADD_MEMBERSHIP = 1;
  private static final int MSG_DONTWAIT = 0x40;
  private static final int MSG_TRUNC = 0x20;
  private static final int EAGAIN = 11;
  private static final int EBUSY = 16;
  private static final int ADDRESS_BYTES = 12;
  private static final int PORT = 4;
  private static final int RECEIVE_BYTES = 1 << 18;
  private static final int QUEUED_BYTES = 1 << 22;
  private static final int MOST_LISTINGS = 20;

  private static final SystemCall SOCKET =
      SystemCall.of("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
  private static final SystemCall BIND =
      SystemCall.of("bind", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
  private static final SystemCall NAME =
      SystemCall.of("getsockname", JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
  private static final SystemCall SET_OPTION =
      SystemCall.of("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
  private static final SystemCall RECEIVE =
      SystemCall.of("recv", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
  private static final SystemCall SEND =
      SystemCall.of("send", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
  private static final SystemCall CLOSE = SystemCall.of("close", JAVA_INT, JAVA_INT);

  private final Arena arena = Arena.ofShared();
  private final MemorySegment received = arena.allocate(RECEIVE_BYTES, Long.BYTES);
  private final int descriptor;
  private int sendable;

  private NetlinkSocket(int descriptor) {
    this.descriptor = descriptor;
  }

  public static NetlinkSocket open() throws IOException {
    NetlinkSocket socket =
        new NetlinkSocket(
            (int) SOCKET.call(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_NETFILTER));
    try {
      socket.bind();
      socket.option(SOL_SOCKET, SO_RCVBUFFORCE, QUEUED_BYTES);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** Has the kernel tell what happens in a group, {@code NFNLGRP_...}; see {@link #receive}. */
  public void join(int group) throws IOException {
    option(SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, group);
  }

  /** The number by which the kernel knows this socket. */
  public int port() throws IOException {
    try (Arena call = Arena.ofConfined()) {
      MemorySegment address = call.allocate(ADDRESS_BYTES, JAVA_INT.byteAlignment());
      MemorySegment length = call.allocateFrom(JAVA_INT, ADDRESS_BYTES);
      NAME.call(descriptor, address, length);
      return address.get(JAVA_INT, PORT);
    }
  }

  /**
   * Sends messages, of which one of the last asks for an acknowledgement.
   *
   * @throws NetlinkException for the first message that failed
   */
  public void change(MessageBuffer messages) throws IOException {
    send(messages);
    Answers answers = new Answers(messages.acknowledged(), message -> {});
    while (receive(answers)) {}
    answers.checkDone();
  }

  /** Sends one request that has one answer. */
  public void get(MessageBuffer request, Consumer<Message> consumer) throws IOException {
    send(request);
    Answers answers = new Answers(request.sequence(), consumer);
    receive(answers);
    answers.check();
  }

  /**
   * Sends one request for a list. If something changes meanwhile, it is asked again.
   *
   * @param begin called before each attempt: what was passed on before is void
   */
  public void list(MessageBuffer request, Runnable begin, Consumer<Message> consumer)
      throws IOException {
    for (int attempt = 0; attempt < MOST_LISTINGS; attempt++) {
      begin.run();
      send(request);
      Answers answers = new Answers(request.sequence(), consumer);
      while (!answers.done() && receive(answers)) {}
      answers.checkDone();
      if (!answers.interrupted()) {
        return;
      }
    }
    throw new NetlinkException(EBUSY);
  }

  /**
   * Passes on the messages of one datagram, if there is one; the kernel has put every answer there
   * before {@code send} returned.
   *
   * @return false if there is none
   * @throws SystemCallException with ENOBUFS if the kernel had more to tell than was fetched
   */
  public boolean receive(Consumer<Message> consumer) throws IOException {
    long length;
    try {
      length = RECEIVE.call(descriptor, received, (long) RECEIVE_BYTES, MSG_DONTWAIT | MSG_TRUNC);
    } catch (SystemCallException e) {
      if (e.error() == EAGAIN) {
        return false;
      }
      throw e;
    }
    if (length > RECEIVE_BYTES) {
      throw new IOException("a netlink message of " + length + " bytes is too long");
    }
    Message.forEach(received.asSlice(0, length).toArray(JAVA_BYTE), consumer);
    return true;
  }

  @Override
  public void close() throws IOException {
    CLOSE.call(descriptor);
    arena.close();
  }

  private void bind() throws IOException {
    try (Arena call = Arena.ofConfined()) {
      MemorySegment address = call.allocate(ADDRESS_BYTES, JAVA_INT.byteAlignment());
      address.set(JAVA_SHORT, 0, (short) AF_NETLINK);
      BIND.call(descriptor, address, ADDRESS_BYTES);
    }
  }

  private void send(MessageBuffer messages) throws IOException {
    ByteBuffer bytes = messages.complete();
    int length = bytes.remaining();
    if (length > sendable) {
      sendable = 2 * length;
      option(SOL_SOCKET, SO_SNDBUFFORCE, sendable);
    }
    try (Arena call = Arena.ofConfined()) {
      MemorySegment copy = call.allocate(length, Integer.BYTES);
      MemorySegment.copy(bytes.array(), 0, copy, JAVA_BYTE, 0, length);
      SEND.call(descriptor, copy, (long) length, 0);
    }
  }

  private void option(int level, int name, int value) throws IOException {
    try (Arena call = Arena.ofConfined()) {
      SET_OPTION.call(descriptor, level, name, call.allocateFrom(JAVA_INT, value), Integer.BYTES);
    }
  }
}

package io.kubevert.kubeproxy.network;

import io.kubevert.kubeproxy.address.Addresses;
import io.kubevert.systemcall.SystemCallException;
import java.io.Closeable;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;

/**
 * The beginning of SCTP (RFC 9260): an INIT is answered by an INIT ACK, which here carries who
 * answers and whom it saw.
 */
final class SctpPeer {
  private static final int PROTOCOL = 132;
  private static final int INIT = 1;
  private static final int INIT_ACK = 2;
  private static final int HEADER_BYTES = 12;
  private static final int CHUNK_HEADER_BYTES = 4;
  private static final int INIT_BYTES = 20;
  private static final short OUR_PARAMETER = (short) 0x9f00;
  private static final int LOOK_MILLIS = 100;
  private static final int ABORT = 6;
  private static final int NOT_PERMITTED = 1;

  /** ECONNREFUSED, and what a host without SCTP is told by: ENOPROTOOPT, over IPv6 EPROTO. */
  private static final Set<Integer> REFUSALS = Set.of(111, 92, 71);

  private SctpPeer() {}

  /** Answers on a port until closed; to be called in the server's network namespace. */
  static Closeable serve(String name, int port, boolean ipv6) throws IOException {
    RawSocket socket = new RawSocket(ipv6, PROTOCOL);
    Thread server =
        Thread.ofPlatform()
            .daemon()
            .name("sctp-" + name)
            .start(
                () -> {
                  try (socket) {
                    while (!Thread.currentThread().isInterrupted()) {
                      Optional<RawSocket.Packet> packet = socket.receive(LOOK_MILLIS);
                      if (packet.isPresent()) {
                        answer(socket, packet.get(), name, port);
                      }
                    }
                  } catch (IOException e) {
                    throw new AssertionError("SCTP server " + name, e);
                  }
                });
    return server::interrupt;
  }

  /** Sends an INIT and waits; to be called in the client's network namespace. */
  static Outcome connect(InetAddress to, int port, int patienceMillis) throws IOException {
    int ourPort = ThreadLocalRandom.current().nextInt(40_000, 60_000);
    try (RawSocket socket = new RawSocket(to instanceof Inet6Address, PROTOCOL)) {
      socket.connect(to);
      send(socket, packet(ourPort, port, 0, INIT, 7, new byte[0]), to);
      long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(patienceMillis);
      while (System.nanoTime() < deadline) {
        Optional<RawSocket.Packet> packet = socket.receive(LOOK_MILLIS);
        if (packet.isPresent() && isFor(packet.get(), ourPort, INIT_ACK)) {
          return answered(packet.get().content());
        }
        if (packet.isPresent() && isFor(packet.get(), ourPort, ABORT)) {
          return new Outcome.Refused();
        }
      }
      return new Outcome.Silence();
    } catch (SystemCallException e) {
      if (REFUSALS.contains(e.error())) {
        return new Outcome.Refused();
      }
      throw e;
    }
  }

  /** Who is kept from sending by rules of its own hears why when it waits, or never. */
  private static void send(RawSocket socket, byte[] packet, InetAddress to) throws IOException {
    try {
      socket.send(packet, to);
    } catch (SystemCallException e) {
      if (e.error() != NOT_PERMITTED) {
        throw e;
      }
    }
  }

  private static void answer(RawSocket socket, RawSocket.Packet packet, String name, int port)
      throws IOException {
    if (isFor(packet, port, INIT)) {
      ByteBuffer init = ByteBuffer.wrap(packet.content());
      String greeting = name + " " + Addresses.text(packet.from());
      socket.send(
          packet(
              port,
              Short.toUnsignedInt(init.getShort(0)),
              init.getInt(HEADER_BYTES + 4),
              INIT_ACK,
              9,
              greeting.getBytes(StandardCharsets.UTF_8)),
          packet.from());
    }
  }

  private static boolean isFor(RawSocket.Packet packet, int port, int chunk) {
    ByteBuffer content = ByteBuffer.wrap(packet.content());
    int least = HEADER_BYTES + (chunk == ABORT ? CHUNK_HEADER_BYTES : INIT_BYTES);
    return content.capacity() >= least
        && Short.toUnsignedInt(content.getShort(2)) == port
        && content.get(HEADER_BYTES) == chunk
        && content.order(ByteOrder.LITTLE_ENDIAN).getInt(8) == checksum(packet.content());
  }

  private static Outcome answered(byte[] content) {
    int at = HEADER_BYTES + INIT_BYTES;
    int length = Short.toUnsignedInt(ByteBuffer.wrap(content).getShort(at + 2)) - 4;
    String[] words = new String(content, at + 4, length, StandardCharsets.UTF_8).split(" ");
    return new Outcome.Answered(words[0], words[1]);
  }

  private static byte[] packet(
      int from, int to, int verificationTag, int chunk, int initiateTag, byte[] parameter) {
    int padded = parameter.length == 0 ? 0 : 4 + (parameter.length + 3) / 4 * 4;
    ByteBuffer packet = ByteBuffer.allocate(HEADER_BYTES + INIT_BYTES + padded);
    packet.putShort((short) from).putShort((short) to).putInt(verificationTag).putInt(0);
    packet.put((byte) chunk).put((byte) 0).putShort((short) (INIT_BYTES + padded));
    packet.putInt(initiateTag).putInt(65_536).putShort((short) 1).putShort((short) 1).putInt(1);
    if (padded > 0) {
      packet.putShort(OUR_PARAMETER).putShort((short) (4 + parameter.length)).put(parameter);
    }
    packet.order(ByteOrder.LITTLE_ENDIAN).putInt(8, checksum(packet.array()));
    return packet.array();
  }

  /** The CRC32C of the packet with zeros in its place. */
  private static int checksum(byte[] packet) {
    byte[] zeroed = packet.clone();
    Arrays.fill(zeroed, 8, HEADER_BYTES, (byte) 0);
    CRC32C checksum = new CRC32C();
    checksum.update(zeroed);
    return (int) checksum.getValue();
  }
}

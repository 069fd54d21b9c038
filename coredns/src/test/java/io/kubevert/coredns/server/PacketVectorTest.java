package io.kubevert.coredns.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.socket.SocketProtocolFamily;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PacketVectorTest {
  private static final int ROOM = 4;
  private static final int SIZE = 512;
  private static final int MOST_TRIES = 1_000;

  @BeforeAll
  static void loadTheNativeLibrary() {
    Epoll.ensureAvailability();
  }

  @ParameterizedTest
  @CsvSource({"INET, 127.0.0.1, V4", "INET6, ::1, V6", "INET6, 127.0.0.1, V6"})
  void whatManySendComesAtOnceAndGoesBackToEach(
      SocketProtocolFamily family, String host, PeerFormat format) throws Exception {
    InetAddress address = InetAddress.ofLiteral(host);
    LinuxSocket socket = LinuxSocket.newSocketDgram(family);
    try (Arena arena = Arena.ofConfined();
        DatagramSocket first = client(address);
        DatagramSocket second = client(address)) {
      socket.bind(new InetSocketAddress(family == SocketProtocolFamily.INET ? host : "::", 0));
      int port = socket.localAddress().getPort();
      PacketVector vector = new PacketVector(arena, format, ROOM, SIZE);
      assertThat(vector.receive(socket.intValue())).isZero();
      byte[] large = new byte[SIZE];
      Arrays.fill(large, (byte) 7);
      receiveTwo(
          vector,
          socket,
          () -> {
            first.send(new DatagramPacket(new byte[] {1, 2, 3}, 3, address, port));
            second.send(new DatagramPacket(large, SIZE, address, port));
          });

      int small = vector.octets(0).length == SIZE ? 1 : 0;
      assertThat(vector.octets(small)).containsExactly(1, 2, 3);
      assertThat(vector.octets(1 - small)).isEqualTo(large);
      assertThat(vector.peer(small)).isEqualTo(first.getLocalSocketAddress());
      assertThat(vector.peer(1 - small)).isEqualTo(second.getLocalSocketAddress());

      PacketVector answers = new PacketVector(arena, format, ROOM, SIZE);
      answers.put(0, new byte[] {4}, vector.peer(1 - small));
      answers.put(1, new byte[] {5, 6}, vector.peer(small));
      assertThat(answers.send(socket.intValue(), 0, 2)).isEqualTo(2);
      assertThat(received(first)).containsExactly(5, 6);
      assertThat(received(second)).containsExactly(4);
    } finally {
      socket.close();
    }
  }

  /** What sends two packets. */
  private interface Pair {
    void send() throws IOException;
  }

  /** A busy kernel hands packets over when it comes to it: they are sent until both are there. */
  private static void receiveTwo(PacketVector vector, LinuxSocket socket, Pair pair)
      throws IOException {
    for (int tries = 0; tries < MOST_TRIES; tries++) {
      pair.send();
      int came = vector.receive(socket.intValue());
      if (came == 2) {
        return;
      }
      while (came < 2) {
        came += vector.receive(socket.intValue());
      }
    }
    throw new AssertionError("two packets never came at once");
  }

  @Test
  void aPacketThatCannotLeaveIsToldByItsErrno() throws Exception {
    LinuxSocket socket = LinuxSocket.newSocketDgram(SocketProtocolFamily.INET);
    try (Arena arena = Arena.ofConfined()) {
      socket.bind(new InetSocketAddress("127.0.0.1", 0));
      PacketVector vector = new PacketVector(arena, PeerFormat.V4, ROOM, SIZE);
      vector.put(0, new byte[1], new InetSocketAddress("127.0.0.1", 0));
      assertThat(vector.send(socket.intValue(), 0, 1)).as("EINVAL").isEqualTo(-22);
    } finally {
      socket.close();
    }
  }

  private static DatagramSocket client(InetAddress address) throws Exception {
    DatagramSocket socket = new DatagramSocket(new InetSocketAddress(address, 0));
    socket.setSoTimeout(30_000);
    return socket;
  }

  private static byte[] received(DatagramSocket socket) throws Exception {
    DatagramPacket packet = new DatagramPacket(new byte[SIZE], SIZE);
    socket.receive(packet);
    return Arrays.copyOf(packet.getData(), packet.getLength());
  }
}

package io.kubevert.coredns.testing;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.Optional;
import org.xbill.DNS.Message;

/** Sends octets as they are, which a resolver library would not. */
public final class RawClient {
  private static final int PATIENCE_MILLIS = 30_000;
  private static final int LARGEST = 65_535;

  private RawClient() {}

  /** The answer to one packet. */
  public static Message ask(TestServer server, Message question) throws IOException {
    return new Message(
        udp(server, question.toWire()).orElseThrow(() -> new SocketTimeoutException("no answer")));
  }

  /** The answer to a packet, if one comes in time. */
  public static Optional<byte[]> udp(TestServer server, byte[] octets) throws IOException {
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.connect(InetAddress.getLoopbackAddress(), server.port());
      socket.send(new DatagramPacket(octets, octets.length));
      DatagramPacket answer = new DatagramPacket(new byte[LARGEST], LARGEST);
      socket.receive(answer);
      return Optional.of(Arrays.copyOf(answer.getData(), answer.getLength()));
    } catch (SocketTimeoutException e) {
      return Optional.empty();
    }
  }

  /** The answer to a framed message; empty when the server closes the connection instead. */
  public static Optional<byte[]> tcp(TestServer server, byte[] octets) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      out.writeShort(octets.length);
      out.write(octets);
      out.flush();
      DataInputStream in = new DataInputStream(socket.getInputStream());
      int high = in.read();
      return high < 0
          ? Optional.empty()
          : Optional.of(in.readNBytes(high << 8 | in.readUnsignedByte()));
    }
  }
}

package io.kubevert.kubeproxy.network;

import io.kubevert.kubeproxy.address.Addresses;
import io.kubevert.netns.ScratchNamespace;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A machine or a pod with one address: it serves, and it sends. */
public final class Host implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(Host.class);
  private static final int PATIENCE_MILLIS = 700;
  private static final int MOST_TRIES = 20;

  /** Of those who know that they are answered. */
  private static final int LONG_PATIENCE_MILLIS = 30_000;

  private static final int BACKLOG = 1_024;

  private final ScratchNamespace namespace;
  private final String name;
  private final String address;
  private final List<Closeable> servers = new ArrayList<>();
  private final Map<String, Object> sctpDestinations = new ConcurrentHashMap<>();

  Host(ScratchNamespace namespace, String name, String address) {
    this.namespace = namespace;
    this.name = name;
    this.address = address;
  }

  public String name() {
    return name;
  }

  public String address() {
    return address;
  }

  public ScratchNamespace namespace() {
    return namespace;
  }

  /**
   * Answers every TCP connection to a port, and every byte that comes over it, with this host's
   * name and the client's address.
   */
  public void serveTcp(int port) {
    ServerSocket server = namespace.call(() -> new ServerSocket(port, BACKLOG));
    servers.add(server);
    Thread.ofVirtual()
        .start(
            () -> {
              while (!server.isClosed()) {
                try {
                  Socket client = server.accept();
                  Thread.ofVirtual().start(() -> serve(client));
                } catch (IOException e) {
                  continue;
                }
              }
            });
  }

  private void serve(Socket client) {
    try (client) {
      byte[] greeting = greeting(client.getInetAddress());
      do {
        client.getOutputStream().write(greeting);
      } while (client.getInputStream().read() >= 0);
    } catch (IOException e) {
      LOG.atDebug().setCause(e).log("a client went away");
    }
  }

  /** Answers every UDP packet to a port with this host's name and the client's address. */
  public void serveUdp(int port) {
    DatagramSocket server = namespace.call(() -> new DatagramSocket(port));
    servers.add(server);
    Thread.ofVirtual()
        .start(
            () -> {
              while (!server.isClosed()) {
                try {
                  DatagramPacket packet = new DatagramPacket(new byte[512], 512);
                  server.receive(packet);
                  packet.setData(greeting(packet.getAddress()));
                  server.send(packet);
                } catch (IOException e) {
                  continue;
                }
              }
            });
  }

  /** Answers every SCTP association to a port, of both families, with name and client's address. */
  public void serveSctp(int port) {
    for (boolean ipv6 : new boolean[] {false, true}) {
      servers.add(namespace.call(() -> SctpPeer.serve(name, port, ipv6)));
    }
  }

  /**
   * Begins an SCTP association; one at a time to each address, since a raw socket hears of every
   * refusal from there, whatever the port.
   */
  public Outcome sctp(String to, int port) {
    synchronized (sctpDestinations.computeIfAbsent(to, none -> new Object())) {
      return attempt(() -> SctpPeer.connect(InetAddress.getByName(to), port, PATIENCE_MILLIS));
    }
  }

  /** Connects to an address and reads the greeting. */
  public Outcome tcp(String to, int port) {
    return attempt(
        () -> {
          try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(to, port), PATIENCE_MILLIS);
            socket.setSoTimeout(PATIENCE_MILLIS);
            return answered(
                new BufferedReader(new InputStreamReader(socket.getInputStream())).readLine());
          } catch (NoRouteToHostException e) {
            return new Outcome.Unreachable();
          } catch (ConnectException e) {
            return new Outcome.Refused();
          } catch (SocketTimeoutException e) {
            return new Outcome.Silence();
          }
        });
  }

  /** Silence counts unless the machine was too busy for an answer: then it is tried again. */
  private Outcome attempt(Callable<Outcome> probe) {
    Outcome outcome = new Outcome.Silence();
    for (int tries = 0; tries < MOST_TRIES; tries++) {
      Heartbeat heart = Heartbeat.begin();
      outcome = namespace.call(probe);
      if (!(outcome instanceof Outcome.Silence) || heart.lasted(PATIENCE_MILLIS)) {
        break;
      }
    }
    return outcome;
  }

  /** Opens a connection that stays until it is closed. */
  public Connection connect(String to, int port) {
    return new Connection(
        namespace.call(
            () -> {
              Socket socket = new Socket();
              socket.connect(new InetSocketAddress(to, port), LONG_PATIENCE_MILLIS);
              socket.setSoTimeout(LONG_PATIENCE_MILLIS);
              return socket;
            }));
  }

  /** Connects again and again, until it is closed. */
  public ConnectionStream stream(List<InetSocketAddress> to) {
    return ConnectionStream.start(namespace, to);
  }

  /** A connection that stays. */
  public record Connection(Socket socket) implements Closeable {

    /** Sends something and reads who answers. */
    public Outcome exchange() throws IOException {
      socket.getOutputStream().write('?');
      BufferedReader answers = new BufferedReader(new InputStreamReader(socket.getInputStream()));
      return answered(answers.readLine());
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  /** Sends a packet from a new port and waits for the answer. */
  public Outcome udp(String to, int port) {
    return attempt(
        () -> {
          try (DatagramSocket socket = new DatagramSocket()) {
            return exchange(socket, to, port);
          }
        });
  }

  /** A socket whose packets all belong to one flow. */
  public UdpFlow udpFlow(String to, int port) {
    DatagramSocket socket = namespace.call(() -> new DatagramSocket());
    servers.add(socket);
    return () -> attempt(() -> exchange(socket, to, port));
  }

  /** Packets from one port to one destination. */
  @FunctionalInterface
  public interface UdpFlow {
    Outcome send();
  }

  @Override
  public void close() throws IOException {
    for (Closeable server : servers) {
      server.close();
    }
  }

  private static Outcome exchange(DatagramSocket socket, String to, int port) throws IOException {
    try {
      socket.connect(InetAddress.getByName(to), port);
      socket.setSoTimeout(PATIENCE_MILLIS);
      send(socket);
      DatagramPacket answer = new DatagramPacket(new byte[512], 512);
      socket.receive(answer);
      return answered(
          new String(answer.getData(), 0, answer.getLength(), StandardCharsets.UTF_8).strip());
    } catch (PortUnreachableException e) {
      return new Outcome.Refused();
    } catch (SocketTimeoutException e) {
      return new Outcome.Silence();
    }
  }

  /** Who is kept from sending by rules of its own hears why when it waits, or never. */
  private static void send(DatagramSocket socket) throws IOException {
    try {
      socket.send(new DatagramPacket(new byte[] {'?'}, 1));
    } catch (IOException e) {
      if (!"Operation not permitted".equals(e.getMessage())) {
        throw e;
      }
    }
  }

  private byte[] greeting(InetAddress client) {
    return (name + " " + Addresses.text(client) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private static Outcome answered(String line) {
    if (line == null) {
      return new Outcome.Silence();
    }
    String[] words = line.split(" ");
    return new Outcome.Answered(words[0], words[1]);
  }
}

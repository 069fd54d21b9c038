package io.kubevert.coredns.testing;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/**
 * Many clients that ask over UDP as fast as they are answered, never twice, each answer awaited and
 * looked at. A client has a new port after some questions, as resolvers do.
 */
public final class Crowd {
  private static final int CLIENTS = 6;
  private static final int WINDOW = 16;
  private static final int BURSTS_PER_PORT = 20;
  private static final int PATIENCE_MILLIS = 8_000;
  private static final int LARGEST = 4096;

  private final InetSocketAddress server;
  private final List<Thread> clients = new ArrayList<>();
  private final AtomicLong answered = new AtomicLong();
  private final Queue<String> faults = new ConcurrentLinkedQueue<>();
  private volatile boolean stopping;

  /** A question, and whether an answer to it is right. */
  public record Question(Name name, Predicate<Message> isRight) {}

  /** Opens a client's socket. */
  @FunctionalInterface
  public interface Sockets extends Callable<DatagramSocket> {}

  private Crowd(InetSocketAddress server) {
    this.server = server;
  }

  /**
   * Starts to ask.
   *
   * @param sockets opens them in the clients' network namespace
   */
  public static Crowd ask(InetSocketAddress server, Sockets sockets, Supplier<Question> questions) {
    Crowd crowd = new Crowd(server);
    for (int client = 0; client < CLIENTS; client++) {
      crowd.clients.add(
          Thread.ofPlatform().name("crowd-" + client).start(() -> crowd.run(sockets, questions)));
    }
    return crowd;
  }

  /** How many questions were answered so far. */
  public long answered() {
    return answered.get();
  }

  /** Ends with the last answer, and tells every question that was lost or answered wrongly. */
  public List<String> stop() throws InterruptedException {
    stopping = true;
    for (Thread client : clients) {
      client.join();
    }
    return List.copyOf(faults);
  }

  private void run(Sockets sockets, Supplier<Question> questions) {
    while (!stopping) {
      try (DatagramSocket socket = sockets.call()) {
        socket.connect(server);
        socket.setSoTimeout(PATIENCE_MILLIS);
        for (int burst = 0; burst < BURSTS_PER_PORT && !stopping; burst++) {
          burst(socket, questions);
        }
      } catch (Exception e) {
        faults.add(e.toString());
        return;
      }
    }
  }

  private void burst(DatagramSocket socket, Supplier<Question> questions) throws IOException {
    Map<Integer, Question> open = new HashMap<>();
    for (int i = 0; i < WINDOW; i++) {
      Question question = questions.get();
      Message message = Message.newQuery(Record.newRecord(question.name(), Type.A, DClass.IN));
      message.getHeader().setID(i);
      open.put(i, question);
      byte[] octets = message.toWire();
      socket.send(new DatagramPacket(octets, octets.length));
    }
    DatagramPacket packet = new DatagramPacket(new byte[LARGEST], LARGEST);
    try {
      while (!open.isEmpty()) {
        packet.setLength(LARGEST);
        socket.receive(packet);
        look(new Message(Arrays.copyOf(packet.getData(), packet.getLength())), open);
      }
    } catch (SocketTimeoutException e) {
      open.values().forEach(question -> faults.add("lost: " + question.name()));
    }
  }

  private void look(Message answer, Map<Integer, Question> open) {
    Question question = open.remove(answer.getHeader().getID());
    boolean asked = question != null && answer.getQuestion().getName().equals(question.name());
    if (asked && question.isRight().test(answer)) {
      answered.incrementAndGet();
    } else {
      faults.add("wrong: " + answer);
    }
  }
}

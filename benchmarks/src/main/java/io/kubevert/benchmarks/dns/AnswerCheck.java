package io.kubevert.benchmarks.dns;

import io.kubevert.netns.ScratchNamespace;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** A client that asks one question after the other and looks at what every answer says. */
final class AnswerCheck {
  static final String FOREIGN = "host.example.org.";
  static final String FOREIGN_ADDRESS = "198.51.100.7";
  private static final int PATIENCE_MILLIS = 5_000;
  private static final int LARGEST = 4096;
  private static final int SEED = 11;
  private static final int PAUSE_MILLIS = 1;

  private final int services;
  private final Random random = new Random(SEED);
  private final AtomicLong right = new AtomicLong();
  private final Queue<String> faults = new ConcurrentLinkedQueue<>();
  private final Thread thread;
  private volatile boolean stopping;

  private AnswerCheck(DatagramSocket socket, int services) {
    this.services = services;
    this.thread = Thread.ofPlatform().name("answer-check").start(() -> ask(socket));
  }

  static AnswerCheck start(ScratchNamespace client, InetSocketAddress server, int services)
      throws SocketException {
    DatagramSocket socket = client.call(DatagramSocket::new);
    socket.connect(server);
    socket.setSoTimeout(PATIENCE_MILLIS);
    return new AnswerCheck(socket, services);
  }

  /** What was lost or wrong. */
  List<String> stop() throws InterruptedException {
    stopping = true;
    thread.join();
    return List.copyOf(faults);
  }

  long right() {
    return right.get();
  }

  private void ask(DatagramSocket socket) {
    try (socket) {
      while (!stopping) {
        question(socket);
        Thread.sleep(PAUSE_MILLIS);
      }
    } catch (IOException | InterruptedException e) {
      faults.add(e.toString());
    }
  }

  private void question(DatagramSocket socket) throws IOException {
    int dice = random.nextInt(10);
    int service = random.nextInt(services);
    String name = SyntheticCluster.name(service);
    List<Set<String>> rightOnes = List.of(Set.of(SyntheticCluster.clusterIp(service)));
    if (dice == 0) {
      name = FOREIGN;
      rightOnes = List.of(Set.of(FOREIGN_ADDRESS));
    } else if (dice <= 2) {
      name = SyntheticCluster.CHANGING;
      rightOnes = SyntheticCluster.CHANGING_ADDRESSES.stream().map(Set::copyOf).toList();
    }
    Message question = Message.newQuery(Record.newRecord(Name.fromString(name), Type.A, DClass.IN));
    byte[] octets = question.toWire();
    socket.send(new DatagramPacket(octets, octets.length));
    DatagramPacket packet = new DatagramPacket(new byte[LARGEST], LARGEST);
    try {
      socket.receive(packet);
      Set<String> addresses =
          addresses(new Message(Arrays.copyOf(packet.getData(), packet.getLength())));
      if (rightOnes.contains(addresses)) {
        right.incrementAndGet();
      } else {
        faults.add("wrong: " + name + " " + addresses);
      }
    } catch (SocketTimeoutException e) {
      faults.add("lost: " + name);
    }
  }

  private static Set<String> addresses(Message answer) {
    return answer.getSection(Section.ANSWER).stream()
        .filter(ARecord.class::isInstance)
        .map(item -> ((ARecord) item).getAddress().getHostAddress())
        .collect(Collectors.toSet());
  }
}

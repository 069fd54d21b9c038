package io.kubevert.coredns.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Laws, tried with random addresses, orders and sizes. */
class AddressRecordsTest {
  private static final Name NAME = Name.fromConstantString("web.example.org.");
  private static final Name OTHER = Name.fromConstantString("other.example.org.");
  private static final InetSocketAddress PEER =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 4000);
  private static final int TRIES = 500;
  private static final int MOST = 300;

  private final Random random = new Random(5);

  @Test
  void theOctetsAreThoseOfTheRecords() throws Exception {
    for (int i = 0; i < TRIES; i++) {
      AddressRecords records = records(random.nextInt(4) == 0 ? OTHER : NAME);
      Decoded.Question question = question(records.type());
      byte[] whole = WireFormat.encode(question, answer(records));
      assertThat(whole).isEqualTo(WireFormat.encode(question, answer(List.copyOf(records))));
      List<Record> sent = new Message(whole).getSection(Section.ANSWER);
      assertThat(sent).isEqualTo(records.subList(0, sent.size()));
    }
  }

  @Test
  void anotherOrderHasTheSameRecords() throws Exception {
    for (int i = 0; i < TRIES; i++) {
      AddressRecords records = records(NAME);
      int from = random.nextInt(records.size());
      List<Integer> order = order(random.nextInt(records.size() + 1));
      AddressRecords turned =
          records.turned(from, order.stream().mapToInt(Integer::intValue).toArray());
      assertThat(turned).containsExactlyInAnyOrderElementsOf(records);
      assertThat(turned.getFirst())
          .isEqualTo(
              records.get((from + (order.isEmpty() ? 0 : order.getFirst())) % records.size()));
    }
  }

  private List<Integer> order(int count) {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      order.add(i);
    }
    Collections.shuffle(order, random);
    return order;
  }

  private AddressRecords records(Name owner) throws UnknownHostException {
    boolean v4 = random.nextBoolean();
    int count = 1 + random.nextInt(MOST);
    List<InetAddress> addresses = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] octets = new byte[v4 ? 4 : 16];
      random.nextBytes(octets);
      addresses.add(InetAddress.getByAddress(octets));
    }
    int ttl = random.nextInt(1 << 20);
    return AddressRecords.of(owner, v4 ? Type.A : Type.AAAA, ttl, addresses);
  }

  private Decoded.Question question(int type) {
    Message message = Message.newQuery(Record.newRecord(NAME, type, DClass.IN));
    if (random.nextBoolean()) {
      message.addRecord(new OPTRecord(random.nextInt(5_000), 0, 0), Section.ADDITIONAL);
    }
    Client.Transport[] transports = Client.Transport.values();
    Client client = new Client(PEER, transports[random.nextInt(transports.length)], PEER);
    return (Decoded.Question) WireFormat.decode(message.toWire(), client);
  }

  private static Answer answer(List<Record> records) {
    return Answer.authoritative(records, List.of(), "test");
  }
}

package io.kubevert.coredns.plugin.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kubevert.client.fake.FakeControlPlane;
import io.kubevert.client.process.Command;
import io.kubevert.coredns.corefile.CorefileSource;
import io.kubevert.coredns.plugin.kubernetes.ClusterFixture;
import io.kubevert.coredns.testing.Eventually;
import io.kubevert.coredns.testing.Objects;
import io.kubevert.coredns.testing.RawClient;
import io.kubevert.coredns.testing.TestServer;
import io.kubevert.coredns.testing.WholeFile;
import io.vertx.core.Vertx;
import io.vertx.core.datagram.DatagramSocket;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;
import org.xbill.DNS.ZoneTransferException;
import org.xbill.DNS.ZoneTransferIn;

/** Whole zones, fetched by dnsjava and by Debian's dig. */
@ExtendWith(VertxExtension.class)
class TransferTest {
  private static final int MANY = 5_000;

  @Test
  void aLargeZoneComesWholeInSeveralMessages(Vertx vertx, @TempDir Path directory)
      throws Exception {
    writeZone(directory, 1, MANY);
    try (TestServer server = start(vertx, directory, "transfer {\n to 127.0.0.0/8\n}")) {
      List<Record> records = transfer(server, "example.org.");
      assertThat(records).hasSize(MANY + 3);
      assertThat(records.getFirst()).isInstanceOf(SOARecord.class).isEqualTo(records.getLast());
      assertThat(dig(server, "example.org", "AXFR"))
          .contains("h4999.example.org.")
          .contains("; XFR size: 5003");
      assertThat(dig(server, "example.org", "IXFR=0")).contains("h4999.example.org.");
    }
  }

  @Test
  void othersAreRefused(Vertx vertx, @TempDir Path directory) throws Exception {
    writeZone(directory, 1, 1);
    try (TestServer server = start(vertx, directory, "transfer {\n to 192.0.2.1\n}")) {
      assertThatThrownBy(() -> transfer(server, "example.org."))
          .isInstanceOf(ZoneTransferException.class);
      assertThat(dig(server, "example.org", "AXFR")).contains("; Transfer failed.");
    }
  }

  @Test
  void nothingIsHandedOutOverUdpOrBelowTheZone(Vertx vertx, @TempDir Path directory)
      throws Exception {
    writeZone(directory, 1, 1);
    try (TestServer server = start(vertx, directory, "transfer {\n to *\n}")) {
      assertThat(overUdp(server, "example.org.", Type.AXFR).getRcode()).isEqualTo(Rcode.REFUSED);
      assertThat(overUdp(server, "example.org.", Type.IXFR).getSection(Section.ANSWER))
          .hasOnlyElementsOfType(SOARecord.class);
      assertThat(dig(server, "h0.example.org", "AXFR")).contains("; Transfer failed.");
    }
    try (TestServer server = start(vertx, directory, "")) {
      assertThat(dig(server, "example.org", "AXFR")).contains("; Transfer failed.");
    }
  }

  @Test
  void aClusterZoneListsWhatItAnswers(Vertx vertx) throws Exception {
    FakeControlPlane controlPlane = new FakeControlPlane();
    Objects.put(controlPlane, ClusterFixture.class, "cluster.json");
    String corefile = "cluster.local:0 {\n kubernetes\n transfer {\n to *\n }\n}\n";
    try (TestServer server = TestServer.start(vertx, corefile, controlPlane)) {
      List<Record> records = transfer(server, "cluster.local.");
      assertThat(records).extracting(Record::getType).contains(Type.NS, Type.CNAME, Type.TXT);
      for (Record item : records) {
        Message answer = server.ask(item.getName().toString(), Type.string(item.getType()), true);
        assertThat(answer.getSection(Section.ANSWER)).as("%s", item).contains(item);
      }
    }
  }

  @Test
  void aChangedZoneIsTakenOverAndToldToOthers(Vertx vertx, @TempDir Path directory)
      throws Exception {
    List<Message> told = new CopyOnWriteArrayList<>();
    DatagramSocket secondary = vertx.createDatagramSocket();
    secondary.handler(
        packet -> {
          try {
            told.add(new Message(packet.data().getBytes()));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
          secondary.send(packet.data(), packet.sender().port(), packet.sender().host());
        });
    secondary.listen(0, "127.0.0.1").await(30, TimeUnit.SECONDS);
    writeZone(directory, 1, 1);
    String to = "transfer {\n to 127.0.0.1:" + secondary.localAddress().port() + "\n}";
    try (TestServer server = start(vertx, directory, to)) {
      WholeFile.replace(directory.resolve("db"), "this is no zone\n");
      writeZone(directory, 2, 2);
      Eventually.holds(vertx, () -> server.ask("h1.example.org.", "A").getRcode() == Rcode.NOERROR);
      Eventually.holds(vertx, () -> told.stream().anyMatch(message -> serial(message) == 2));
      assertThat(told)
          .allMatch(message -> message.getHeader().getOpcode() == Opcode.NOTIFY)
          .allMatch(message -> message.getQuestion().getType() == Type.SOA);
    } finally {
      secondary.close().await(30, TimeUnit.SECONDS);
    }
  }

  private static long serial(Message notify) {
    return ((SOARecord) notify.getSection(Section.ANSWER).getFirst()).getSerial();
  }

  private static TestServer start(Vertx vertx, Path directory, String transfer) throws Exception {
    Path corefile = directory.resolve("Corefile");
    Files.writeString(
        corefile, "example.org:0 {\nfile db {\n reload 50ms\n}\n" + transfer + "\n}\n");
    return TestServer.start(vertx, new CorefileSource.File(corefile), new FakeControlPlane());
  }

  private static void writeZone(Path directory, int serial, int hosts) throws Exception {
    StringBuilder text =
        new StringBuilder("$TTL 60\n@ IN SOA ns1 hostmaster ")
            .append(serial)
            .append(" 7200 1800 86400 60\n@ IN NS ns1\n");
    for (int i = 0; i < hosts; i++) {
      text.append("h").append(i).append(" IN A 192.0.2.1\n");
    }
    WholeFile.replace(directory.resolve("db"), text.toString());
  }

  private static List<Record> transfer(TestServer server, String zone) throws Exception {
    ZoneTransferIn transfer =
        ZoneTransferIn.newAXFR(
            Name.fromString(zone), new InetSocketAddress("127.0.0.1", server.port()), null);
    transfer.run();
    return transfer.getAXFR();
  }

  private static Message overUdp(TestServer server, String name, int type) throws Exception {
    Record question = Record.newRecord(Name.fromString(name), type, DClass.IN);
    return RawClient.ask(server, Message.newQuery(question));
  }

  private static String dig(TestServer server, String name, String type) throws Exception {
    return Command.of("dig", "-p", Integer.toString(server.port()), "@127.0.0.1", name, type)
        .await()
        .output();
  }
}

package io.kubevert.coredns.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.client.fake.FakeControlPlane;
import io.kubevert.coredns.corefile.CorefileSource;
import io.kubevert.coredns.testing.Certificates;
import io.kubevert.coredns.testing.Eventually;
import io.kubevert.coredns.testing.HttpsClient;
import io.kubevert.coredns.testing.TestServer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.ConnectOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.junit5.VertxExtension;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/**
 * What no client would send, over HTTPS: as a question, and in the place of HTTP itself. Every
 * request is answered or its connection closed, and the server goes on.
 */
@ExtendWith(VertxExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HttpsFuzzTest {
  private static final int MUTATIONS = 1_500;
  private static final int AT_ONCE = 50;
  private static final int RESPONSE_FLAG = 0x80;
  private static final int MOST_NEW_FILES = 64;
  private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

  private Path authority;
  private TestServer server;
  private Corpus corpus;

  @BeforeAll
  void start(Vertx vertx, @TempDir Path directory) throws Exception {
    corpus = Corpus.read();
    Certificates.write(directory);
    authority = directory.resolve("ca.pem");
    Path corefile =
        Files.writeString(
            directory.resolve("Corefile"),
            "https://.:0 {\n tls cert.pem key.pem\n log\n errors\n cache\n"
                + " hosts none {\n 192.0.2.1 www.example.org\n }\n}\n");
    server = TestServer.start(vertx, new CorefileSource.File(corefile), new FakeControlPlane());
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void everyMessageIsAnsweredOrRefused(HttpVersion version, Vertx vertx) throws Exception {
    int filesBefore = openFiles();
    List<byte[]> packets = corpus.with(MUTATIONS);
    try (HttpsClient client = new HttpsClient(vertx, version, authority, server.port())) {
      for (int from = 0; from < packets.size(); from += AT_ONCE) {
        List<Future<Void>> open = new ArrayList<>();
        for (int i = from; i < Math.min(packets.size(), from + AT_ONCE); i++) {
          byte[] packet = packets.get(i);
          open.add(send(client, packet, i % 2 == 0).map(reply -> check(packet, reply)));
        }
        Future.join(open).await(60, TimeUnit.SECONDS);
      }
      assertAlive(client);
    }
    Eventually.holds(vertx, () -> openFiles() < filesBefore + MOST_NEW_FILES);
  }

  private static Future<HttpsClient.Reply> send(HttpsClient client, byte[] packet, boolean get) {
    return get
        ? client.send(HttpMethod.GET, HttpsClient.pathOf(packet), "", Buffer.buffer())
        : client.send(HttpMethod.POST, "/dns-query", HttpsClient.TYPE, Buffer.buffer(packet));
  }

  private static Void check(byte[] packet, HttpsClient.Reply reply) {
    String sent = HexFormat.of().formatHex(packet);
    assertThat(reply.status()).as(sent).isIn(200, 400, 414);
    if (reply.status() == 200) {
      assertThat(reply.body().getByte(2) & RESPONSE_FLAG).as(sent).isNotZero();
      assertThat(reply.body().getBytes(0, 2)).as(sent).startsWith(packet[0], packet[1]);
    }
    return null;
  }

  private static void assertAlive(HttpsClient client) throws Exception {
    Message question =
        Message.newQuery(
            Record.newRecord(Name.fromConstantString("www.example.org."), Type.A, DClass.IN));
    assertThat(client.post(question.toWire()).message().getRcode()).isEqualTo(Rcode.NOERROR);
  }

  @Test
  void whatIsNoHttpGetsAnErrorOrTheConnectionClosed(Vertx vertx) throws Exception {
    List<Buffer> openings = new ArrayList<>();
    for (byte[] packet : corpus.packets()) {
      openings.add(Buffer.buffer(packet));
      openings.add(Buffer.buffer("POST /dns-query HTTP/1.1\r\n").appendBytes(packet));
      openings.add(Buffer.buffer(PREFACE).appendBytes(packet));
    }
    openings.add(Buffer.buffer("GET /" + "a".repeat(100_000) + " HTTP/1.1\r\n\r\n"));
    openings.add(Buffer.buffer("GET / HTTP/1.1\r\n" + "a: b\r\n".repeat(100_000)));
    NetClient client = vertx.createNetClient(new NetClientOptions());
    for (Buffer opening : openings) {
      NetSocket socket = client.connect(target()).await(30, TimeUnit.SECONDS);
      Buffer answer = Buffer.buffer();
      Future<Void> closed = Future.future(done -> socket.closeHandler(done::complete));
      socket.exceptionHandler(failure -> socket.close());
      socket.handler(answer::appendBuffer);
      socket.write(opening).eventually(socket::end);
      closed.await(30, TimeUnit.SECONDS);
      assertThat(answer.toString(StandardCharsets.ISO_8859_1))
          .as(HexFormat.of().formatHex(opening.getBytes()))
          .doesNotContain("HTTP/1.1 200", " 500 ");
    }
    client.close().await(30, TimeUnit.SECONDS);
    try (HttpsClient alive = new HttpsClient(vertx, HttpVersion.HTTP_2, authority, server.port())) {
      assertAlive(alive);
    }
  }

  private ConnectOptions target() {
    return new ConnectOptions()
        .setHost("127.0.0.1")
        .setPort(server.port())
        .setSsl(true)
        .setSslOptions(
            new ClientSSLOptions()
                .setHostnameVerificationAlgorithm("HTTPS")
                .setTrustOptions(new PemTrustOptions().addCertPath(authority.toString())));
  }

  private static int openFiles() {
    return new File("/proc/self/fd").list().length;
  }
}

package io.kubevert.coredns.server;

import static io.kubevert.coredns.testing.HttpsClient.TYPE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kubevert.client.fake.FakeControlPlane;
import io.kubevert.client.process.Command;
import io.kubevert.coredns.corefile.CorefileSource;
import io.kubevert.coredns.testing.Certificates;
import io.kubevert.coredns.testing.HttpsClient;
import io.kubevert.coredns.testing.PageClient;
import io.kubevert.coredns.testing.TestServer;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.junit5.VertxExtension;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** DNS over HTTPS (RFC 8484), as Debian's dig and curl, and Vert.x' client with dnsjava, see it. */
@ExtendWith(VertxExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HttpsTest {
  private static final String ZONE =
      """
      @ 900 IN SOA ns1 hostmaster 1 7200 1800 86400 60
      www 300 IN CNAME web
      web 77 IN A 127.0.0.1
      """;
  private static final String COREFILE =
      """
      https://.:0 {
          tls cert.pem key.pem
          prometheus 127.0.0.1:0
          health 127.0.0.1:0
          acl drop.test {
              drop
          }
          file db.example.org example.org
          transfer example.org {
              to *
          }
      }
      """;

  private Path authority;
  private TestServer server;
  private HttpsClient one;
  private HttpsClient two;

  @BeforeAll
  void start(Vertx vertx, @TempDir Path directory) throws Exception {
    Certificates.write(directory);
    authority = directory.resolve("ca.pem");
    Files.writeString(directory.resolve("db.example.org"), ZONE);
    Path corefile = Files.writeString(directory.resolve("Corefile"), COREFILE);
    server = TestServer.start(vertx, new CorefileSource.File(corefile), new FakeControlPlane());
    one = new HttpsClient(vertx, HttpVersion.HTTP_1_1, authority, server.port());
    two = new HttpsClient(vertx, HttpVersion.HTTP_2, authority, server.port());
  }

  @AfterAll
  void stop() {
    one.close();
    two.close();
    server.close();
  }

  private List<HttpsClient> both() {
    return List.of(one, two);
  }

  @ParameterizedTest
  @CsvSource({"+https", "+https-get"})
  void debiansDigAsks(String how) throws Exception {
    assertThat(dig(how, "dns.example.net")).isEqualTo("web.example.org.\n127.0.0.1");
    assertThat(dig(how, "other.example.net"))
        .contains("hostname mismatch")
        .doesNotContain("web.example.org");
  }

  private String dig(String how, String host) throws Exception {
    return Command.of(
            "dig",
            "+short",
            "+tries=1",
            "+time=20",
            how,
            "+tls-ca=" + authority,
            "+tls-hostname=" + host,
            "-p",
            Integer.toString(server.port()),
            "@127.0.0.1",
            "www.example.org")
        .await()
        .output()
        .strip();
  }

  @Test
  void curlResolvesByIt() throws Exception {
    Command.Result result =
        Command.of(
                "curl",
                "-sS",
                "--max-time",
                "30",
                "--cacert",
                authority.toString(),
                "--doh-url",
                "https://127.0.0.1:" + server.port() + "/dns-query",
                "http://www.example.org:" + page() + "/health")
            .await();
    assertThat(result.output()).isEqualTo("OK");
  }

  private int page() {
    return server.verticle().pagePort("127.0.0.1", 0);
  }

  @Test
  void bothMethodsGiveTheSameAnswerWithItsAge() throws Exception {
    byte[] question = question("www.example.org.", Type.A);
    for (HttpsClient client : both()) {
      for (HttpsClient.Reply reply : List.of(client.get(question), client.post(question))) {
        assertThat(reply.version())
            .isEqualTo(client == one ? HttpVersion.HTTP_1_1 : HttpVersion.HTTP_2);
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.headers().get("cache-control")).isEqualTo("max-age=77");
        assertThat(reply.headers().get("content-length")).isEqualTo(reply.body().length() + "");
        Message message = reply.message();
        assertThat(message.getHeader().getID()).isZero();
        assertThat(message.getSection(Section.ANSWER)).hasSize(2);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "web.example.org., A, NOERROR, 77",
    "www.example.org., CNAME, NOERROR, 300",
    "web.example.org., TXT, NOERROR, 60",
    "www.example.org., TXT, NOERROR, 60",
    "none.example.org., A, NXDOMAIN, 60",
    "other.test., A, REFUSED, 0",
    "example.org., AXFR, REFUSED, 0"
  })
  void cachesKeepNoLongerThanTheRecordsAllow(String name, String type, String rcode, int age)
      throws Exception {
    HttpsClient.Reply reply = two.post(question(name, Type.value(type)));
    assertThat(reply.status()).isEqualTo(200);
    assertThat(Rcode.string(reply.message().getRcode())).isEqualTo(rcode);
    assertThat(reply.headers().get("cache-control")).isEqualTo("max-age=" + age);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET | / | | 404 | DNS is answered at /dns-query",
        "GET | /dns-query | | 400 | one parameter 'dns'",
        "GET | /dns-query?dns=AAAA&dns=AAAA | | 400 | one parameter 'dns'",
        "GET | /dns-query?dns=AAA= | | 400 | without padding",
        "GET | /dns-query?dns=*** | | 400 | not base64url",
        "GET | /dns-query?dns=AAAA | | 400 | not a DNS question",
        "GET | /dns-query?dns=AACAAAABAAAAAAAA | | 400 | not a DNS question",
        "PUT | /dns-query | application/dns-message | 405 | GET or POST",
        "POST | /dns-query | application/json | 415 | application/dns-message",
        "POST | /dns-query | | 415 | application/dns-message",
        "POST | /dns-query | application/dns-message | 400 | not a DNS question"
      })
  void whatIsNoQuestionIsRefused(
      String method, String path, String type, int status, String message) throws Exception {
    for (HttpsClient client : both()) {
      HttpsClient.Reply reply =
          HttpsClient.await(
              client.send(
                  HttpMethod.valueOf(method),
                  path,
                  Objects.requireNonNullElse(type, ""),
                  Buffer.buffer()));
      assertThat(reply.status()).isEqualTo(status);
      assertThat(reply.body().toString()).contains(message);
    }
    assertThat(PageClient.get(page(), "/metrics").body())
        .contains(
            "coredns_dns_https_responses_total{server=\"https://:0\",status=\"" + status + "\"}");
  }

  @Test
  void aMessageIsReadUpToItsLargestSize() throws Exception {
    for (HttpsClient client : both()) {
      assertThat(client.post(new byte[65_536]).status()).isEqualTo(413);
      Message malformed = client.post(TYPE + "; a=b", new byte[65_535]).message();
      assertThat(malformed.getRcode()).isEqualTo(Rcode.FORMERR);
    }
  }

  @Test
  void whatIsDroppedGetsNoAnswer() throws Exception {
    byte[] question = question("a.drop.test.", Type.A);
    assertThatThrownBy(() -> one.post(question)).hasMessageContaining("closed");
    assertThatThrownBy(() -> two.post(question)).hasMessageContaining("reset");
  }

  private static byte[] question(String name, int type) throws Exception {
    Message message =
        Message.newQuery(Record.newRecord(Name.fromString(name, Name.root), type, DClass.IN));
    message.getHeader().setID(0);
    return message.toWire();
  }
}

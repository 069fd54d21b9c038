package io.kubevert.coredns.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kubevert.client.fake.FakeControlPlane;
import io.kubevert.client.process.Command;
import io.kubevert.coredns.corefile.CorefileSource;
import io.kubevert.coredns.testing.Certificates;
import io.kubevert.coredns.testing.Eventually;
import io.kubevert.coredns.testing.TestServer;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.junit5.VertxExtension;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** DNS over HTTPS (RFC 8484), as Debian's dig and curl, and Vert.x' client with dnsjava, see it. */
@ExtendWith(VertxExtension.class)
class HttpsTest {
  private static final String TYPE = "application/dns-message";
  private static final String ZONE =
      """
      @ 900 IN SOA ns1 hostmaster 1 7200 1800 86400 60
      www 300 IN CNAME web
      web 77 IN A 127.0.0.1
      """;
  private static final String COREFILE =
      """
      https://.:0 {
          reload 2s 1s
          tls %s/cert.pem %s/key.pem
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

  @TempDir private Path directory;
  private Vertx vertx;
  private TestServer server;

  private record Reply(HttpVersion version, int status, MultiMap headers, Buffer body) {
    Message message() throws Exception {
      assertThat(headers.get("content-type")).isEqualTo(TYPE);
      return new Message(body.getBytes());
    }
  }

  @BeforeEach
  void start(Vertx shared) throws Exception {
    vertx = shared;
    Certificates.write(directory);
    Files.writeString(directory.resolve("db.example.org"), ZONE);
    server = start(COREFILE.formatted(".", "."));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private TestServer start(String corefile) throws Exception {
    Path file = Files.writeString(directory.resolve("Corefile"), corefile);
    return TestServer.start(vertx, new CorefileSource.File(file), new FakeControlPlane());
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
            how,
            "+tls-ca=" + directory.resolve("ca.pem"),
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
    int page = server.verticle().pagePort("127.0.0.1", 0);
    Command.Result result =
        Command.of(
                "curl",
                "-sS",
                "--max-time",
                "10",
                "--cacert",
                directory.resolve("ca.pem").toString(),
                "--doh-url",
                "https://127.0.0.1:" + server.port() + "/dns-query",
                "http://www.example.org:" + page + "/health")
            .await();
    assertThat(result.output()).isEqualTo("OK");
  }

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void bothMethodsGiveTheSameAnswerWithItsAge(HttpVersion version) throws Exception {
    byte[] question = question("www.example.org.", Type.A);
    for (Reply reply : new Reply[] {get(version, question), post(version, TYPE, question)}) {
      assertThat(reply.version()).isEqualTo(version);
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.headers().get("cache-control")).isEqualTo("max-age=77");
      assertThat(reply.headers().get("content-length")).isEqualTo(reply.body().length() + "");
      Message message = reply.message();
      assertThat(message.getHeader().getID()).isZero();
      assertThat(message.getSection(Section.ANSWER)).hasSize(2);
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
    Reply reply = post(HttpVersion.HTTP_2, TYPE, question(name, Type.value(type)));
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
    for (HttpVersion version : new HttpVersion[] {HttpVersion.HTTP_1_1, HttpVersion.HTTP_2}) {
      Reply reply = send(version, HttpMethod.valueOf(method), path, type, Buffer.buffer());
      assertThat(reply.status()).isEqualTo(status);
      assertThat(reply.body().toString()).contains(message);
    }
  }

  @Test
  void aMessageIsReadUpToItsLargestSize() throws Exception {
    for (HttpVersion version : new HttpVersion[] {HttpVersion.HTTP_1_1, HttpVersion.HTTP_2}) {
      assertThat(post(version, TYPE, new byte[65_536]).status()).isEqualTo(413);
      Message malformed = post(version, TYPE + "; a=b", new byte[65_535]).message();
      assertThat(malformed.getRcode()).isEqualTo(Rcode.FORMERR);
    }
  }

  @Test
  void whatIsDroppedGetsNoAnswer() {
    for (HttpVersion version : new HttpVersion[] {HttpVersion.HTTP_1_1, HttpVersion.HTTP_2}) {
      assertThatThrownBy(() -> post(version, TYPE, question("a.drop.test.", Type.A)))
          .hasMessageContaining(version == HttpVersion.HTTP_2 ? "reset" : "closed");
    }
  }

  @Test
  void aNewCertificateIsSeenAndTheProtocolsStay() throws Exception {
    Path next = Files.createDirectory(directory.resolve("next"));
    Certificates.write(next);
    Files.writeString(directory.resolve("Corefile"), COREFILE.formatted("next", "next"));
    byte[] question = question("web.example.org.", Type.A);
    Eventually.holds(vertx, () -> isTrusted(next, question));
    directory = next;
    assertThat(post(HttpVersion.HTTP_2, TYPE, question).version()).isEqualTo(HttpVersion.HTTP_2);
    assertThat(post(HttpVersion.HTTP_1_1, TYPE, question).version())
        .isEqualTo(HttpVersion.HTTP_1_1);
  }

  private boolean isTrusted(Path authority, byte[] question) {
    Command.Result result;
    try {
      result =
          Command.of(
                  "curl",
                  "-s",
                  "--cacert",
                  authority.resolve("ca.pem").toString(),
                  "https://127.0.0.1:"
                      + server.port()
                      + "/dns-query?dns="
                      + Base64.getUrlEncoder().withoutPadding().encodeToString(question))
              .await();
    } catch (Exception e) {
      return false;
    }
    return !result.output().isEmpty();
  }

  @Test
  void faultsNameTheWord() {
    assertThatThrownBy(() -> start("https://.:0 {\n whoami\n}\n"))
        .hasMessageContaining("Corefile:1: near 'https://.:0': needs a 'tls' line");
    assertThatThrownBy(() -> start("grpc://.:0 {\n whoami\n}\n"))
        .hasMessageContaining(
            "Corefile:1: near 'grpc://.:0': what is served is dns://, tls://, https://");
    assertThatThrownBy(
            () ->
                start(
                    "https://a.test:8443 {\n tls cert.pem key.pem\n}\n"
                        + "tls://b.test:8443 {\n tls cert.pem key.pem\n}\n"))
        .hasMessageContaining(
            "Corefile:4: near 'tls://b.test:8443': 127.0.0.1:8443 is served by https:// and by"
                + " tls://");
  }

  private Reply get(HttpVersion version, byte[] question) throws Exception {
    String text = Base64.getUrlEncoder().withoutPadding().encodeToString(question);
    return send(version, HttpMethod.GET, "/dns-query?dns=" + text, null, Buffer.buffer());
  }

  private Reply post(HttpVersion version, String type, byte[] question) throws Exception {
    return send(version, HttpMethod.POST, "/dns-query", type, Buffer.buffer(question));
  }

  private Reply send(
      HttpVersion version, HttpMethod method, String path, String type, Buffer content)
      throws Exception {
    HttpClient client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setProtocolVersion(version)
                .setUseAlpn(true)
                .setSsl(true)
                .setTrustOptions(
                    new PemTrustOptions().addCertPath(directory.resolve("ca.pem").toString())));
    RequestOptions options =
        new RequestOptions()
            .setHost("127.0.0.1")
            .setPort(server.port())
            .setMethod(method)
            .setURI(path);
    if (type != null) {
      options.putHeader("content-type", type);
    }
    try {
      return client
          .request(options)
          .compose(
              request ->
                  request
                      .send(content)
                      .compose(
                          response ->
                              response
                                  .body()
                                  .map(
                                      body ->
                                          new Reply(
                                              response.version(),
                                              response.statusCode(),
                                              response.headers(),
                                              body))))
          .await(10, TimeUnit.SECONDS);
    } finally {
      client.close();
    }
  }

  private static byte[] question(String name, int type) throws Exception {
    Message message =
        Message.newQuery(Record.newRecord(Name.fromString(name, Name.root), type, DClass.IN));
    message.getHeader().setID(0);
    return message.toWire();
  }
}

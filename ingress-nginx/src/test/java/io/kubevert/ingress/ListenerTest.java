package io.kubevert.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.ingress.Manifests.Path;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.HostAndPort;
import java.io.IOException;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What connections may begin with, by the options of the listeners. */
class ListenerTest {
  private static final String REQUEST =
      "GET / HTTP/1.1\r\nHost: web.test\r\nConnection: close\r\n\r\n";

  private static Rig rig(String option) {
    return rig(option, "true");
  }

  private static Rig rig(String option, String value) {
    Rig rig = Rig.configured(Map.of(option, value));
    rig.service("web", 1);
    rig.ingress("web", "web.test", Map.of(), Path.prefix("/", "web"));
    return rig;
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "text,   '50524f5859205443503420"
        + "3230332e302e3131332e37203139322e302e322e3120343030302038300d0a'",
    "binary, '0d0a0d0a000d0a515549540a2111000ccb007107c00002010fa00050'",
  })
  void takesTheClientsAddressFromTheProxyProtocol(String form, String head) {
    try (Rig rig = rig("use-proxy-protocol");
        RawConnection connection = new RawConnection(rig.http())) {
      connection.send(HexFormat.of().parseHex(head));
      connection.send(REQUEST);
      assertThat(connection.readAll()).startsWith("HTTP/1.1 200 ");
      Backend backend = rig.backend("web-1");
      assertThat(backend.last().header("X-Real-IP")).isEqualTo("203.0.113.7");
      assertThat(backend.last().header("X-Forwarded-For")).isEqualTo("203.0.113.7");
    }
  }

  @Test
  void refusesAConnectionWithoutTheProxyProtocolsHead() {
    try (Rig rig = rig("use-proxy-protocol");
        RawConnection connection = new RawConnection(rig.http())) {
      connection.send(REQUEST);
      assertThat(connection.readAll()).doesNotContain("200 OK");
      assertThat(rig.backend("web-1").seen).isEmpty();
    }
  }

  @Test
  void speaksHttp2WithoutTlsWhereItIsAsked() {
    try (Rig rig = rig("use-http2-clear-text")) {
      var client =
          rig.vertx.createHttpClient(
              new HttpClientOptions()
                  .setProtocolVersion(HttpVersion.HTTP_2)
                  .setHttp2ClearTextUpgrade(false));
      Got got =
          Rig.await(
              client
                  .request(new RequestOptions().setHost("127.0.0.1").setPort(rig.http()))
                  .compose(
                      request ->
                          request
                              .authority(HostAndPort.create("web.test", -1))
                              .send()
                              .compose(Got::of)));
      assertThat(got.body()).isEqualTo("web-1");
      assertThat(rig.get("web.test", "/").body()).isEqualTo("web-1");
    }
  }

  @Test
  void endAfterAsManyRequestsAsTheyAreKeptFor() {
    String request = "GET / HTTP/1.1\r\nHost: web.test\r\n\r\n";
    try (Rig rig = rig("keep-alive-requests", "2");
        RawConnection connection = new RawConnection(rig.http())) {
      connection.send(request);
      assertThat(connection.readTo("web-1")).doesNotContainIgnoringCase("connection: close");
      connection.send(request);
      assertThat(connection.readAll()).containsIgnoringCase("connection: close").endsWith("web-1");
    }
  }

  @Test
  void endAfterOneRequestWhereTheyAreNotKept() {
    try (Rig rig = rig("keep-alive", "0");
        RawConnection connection = new RawConnection(rig.http())) {
      connection.send("GET / HTTP/1.1\r\nHost: web.test\r\n\r\n");
      assertThat(connection.readAll()).containsIgnoringCase("connection: close").endsWith("web-1");
    }
  }

  @Test
  void endOverHttp2WithoutAFailure() throws IOException {
    try (Rig rig = rig("keep-alive-requests", "3")) {
      String url = "https://web.test:" + rig.https() + "/[1-10]";
      String told =
          Programs.run(
              "curl",
              "-skv",
              "--http2",
              "--resolve",
              "web.test:" + rig.https() + ":127.0.0.1",
              url);
      assertThat(told.split("HTTP/2 200", -1)).hasSize(11);
      assertThat(told.split("Connected to", -1)).hasSize(5);
    }
  }

  @Test
  void endWhenNobodyAsksForLong() {
    try (Rig rig = rig("keep-alive", "1");
        RawConnection connection = new RawConnection(rig.http())) {
      connection.send("GET / HTTP/1.1\r\nHost: web.test\r\n\r\n");
      assertThat(connection.readAll()).endsWith("web-1");
    }
  }

  @Test
  void endWhenTheHeadOfARequestTakesTooLong() {
    try (Rig rig = rig("client-header-timeout", "1");
        RawConnection connection = new RawConnection(rig.http())) {
      connection.send("GET / HTTP/1.1\r\nHost: web.test\r\nX-Slow: ");
      assertThat(connection.readAll()).isEmpty();
    }
  }

  @Test
  void endWhenTheProxyProtocolsHeadTakesTooLong() {
    Map<String, String> options =
        Map.of("use-proxy-protocol", "true", "proxy-protocol-header-timeout", "500ms");
    try (Rig rig = Rig.configured(options);
        RawConnection connection = new RawConnection(rig.http())) {
      connection.send("PROXY TCP4 203.0.113.7");
      assertThat(connection.readAll()).isEmpty();
    }
  }

  @ParameterizedTest(name = "{0} bytes of {1} are answered {2}")
  @CsvSource({"900, uri, 200", "1100, uri, 414", "1500, header, 200", "2200, header, 431"})
  void takeHeadsAsLongAsTheirBuffersAre(int size, String part, int status) {
    try (Rig rig = rig("large-client-header-buffers", "2 1k");
        RawConnection connection = new RawConnection(rig.http())) {
      connection.accepts(HostileClientTest.longHead(size, part));
      assertThat(connection.readAll()).matches("(?s)HTTP/1\\.[01] " + status + " .*");
    }
  }

  @Test
  void takeSoManyRequestsAtATimeOverHttp2() {
    try (Rig rig = rig("http2-max-concurrent-streams", "7")) {
      var client =
          rig.vertx.createHttpClient(
              new HttpClientOptions()
                  .setProtocolVersion(HttpVersion.HTTP_2)
                  .setUseAlpn(true)
                  .setSsl(true)
                  .setTrustAll(true)
                  .setVerifyHost(false));
      long streams =
          Rig.await(
              client
                  .request(new RequestOptions().setHost("127.0.0.1").setPort(rig.https()))
                  .compose(
                      request ->
                          request
                              .send()
                              .map(
                                  got ->
                                      request
                                          .connection()
                                          .remoteSettings()
                                          .getMaxConcurrentStreams())));
      assertThat(streams).isEqualTo(7);
    }
  }

  @Test
  void agreeOnTheCipherSuitesThatAreNamed() throws IOException {
    try (Rig rig = rig("ssl-ciphers", "ECDHE+AESGCM+AES256:!SHA1")) {
      String url = "https://127.0.0.1:" + rig.https() + "/";
      assertThat(Programs.run("curl", "-skv", "--tls-max", "1.2", url))
          .containsPattern("TLSv1.2 / ECDHE-(ECDSA|RSA)-AES256-GCM-SHA384")
          .contains("HTTP/2 404");
      assertThat(
              Programs.run(
                  "curl",
                  "-skv",
                  "--tls-max",
                  "1.2",
                  "--ciphers",
                  "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256",
                  url))
          .contains("handshake failure")
          .doesNotContain("HTTP/2 404");
      assertThat(Programs.run("curl", "-skv", url)).contains("TLSv1.3 / TLS_");
    }
  }

  @Test
  void offerHttp2UnlessItIsOff() throws IOException {
    try (Rig rig = rig("use-http2", "false")) {
      String told =
          Programs.run("curl", "-skv", "--http2", "https://127.0.0.1:" + rig.https() + "/");
      assertThat(told).contains("HTTP/1.1 404").doesNotContain("HTTP/2");
    }
  }
}

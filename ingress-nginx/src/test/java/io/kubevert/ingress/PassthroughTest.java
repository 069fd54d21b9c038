package io.kubevert.ingress;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kubevert.client.resource.ResourceTypes;
import io.kubevert.ingress.Manifests.Path;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** TLS connections that are passed on as they are, beside those that are ended here. */
class PassthroughTest {
  private static final Map<String, String> ON = Map.of("ssl-passthrough", "true");
  private static final String PASSED = "passed.test";
  private static final String ENDED = "ended.test";

  private final Pki pki = new Pki();
  private Rig rig;

  /** What a client sees: who answers, in the handshake and after it. */
  private record Answer(String certificate, String text) {}

  @AfterEach
  void stop() {
    rig.close();
    pki.close();
  }

  /** A Service that ends TLS itself, one that does not, and an Ingress of each. */
  private Backend start(Map<String, String> options) {
    rig = new Rig(config -> config.with(new TlsSettings(true, Optional.empty())), options);
    Backend own =
        rig.secureService(
            "own", new HttpServerOptions().setSsl(true).setKeyCertOptions(pki.identity("backend")));
    rig.ingress("passed", PASSED, ON, Path.prefix("/", "own"));
    rig.service("web", 1);
    rig.ingress("ended", ENDED, Map.of(), Path.prefix("/", "web"));
    return own;
  }

  private static SSLContext trustingAll() throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), new SecureRandom());
    return context;
  }

  /** Asks for / of a host, in a connection for it that may begin with something else. */
  private Answer ask(String connected, String asked, String head) throws Exception {
    try (Socket plain = new Socket("127.0.0.1", rig.https())) {
      plain.setSoTimeout(60_000);
      plain.getOutputStream().write(head.getBytes(ISO_8859_1));
      SSLSocket socket =
          (SSLSocket)
              trustingAll().getSocketFactory().createSocket(plain, connected, rig.https(), true);
      socket.startHandshake();
      String request = "GET / HTTP/1.1\r\nHost: " + asked + "\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(ISO_8859_1));
      X509Certificate peer = (X509Certificate) socket.getSession().getPeerCertificates()[0];
      return new Answer(
          peer.getSubjectX500Principal().getName(),
          new String(socket.getInputStream().readAllBytes(), ISO_8859_1));
    }
  }

  @Test
  void goToTheServiceAsTheyAre() throws Exception {
    Backend own = start(Map.of());
    Answer answer = ask(PASSED, PASSED, "");
    assertThat(answer.certificate()).isEqualTo("CN=backend");
    assertThat(answer.text()).startsWith("HTTP/1.1 200 OK").endsWith("own-1");
    assertThat(own.last().headers().names()).containsExactlyInAnyOrder("Host", "Connection");
  }

  @Test
  void areEndedForEveryOtherHost() throws Exception {
    start(Map.of());
    Answer answer = ask(ENDED, ENDED, "");
    assertThat(answer.certificate()).contains("Kubernetes Ingress Controller Fake Certificate");
    assertThat(answer.text()).startsWith("HTTP/1.1 200 OK").endsWith("web-1");
    assertThat(rig.backend("web-1").last().header("X-Real-IP")).isEqualTo("127.0.0.1");
    assertThat(rig.backend("web-1").last().header("X-Forwarded-Proto")).isEqualTo("https");
  }

  @Test
  void keepTheClientsAddressOfTheProxyProtocol() throws Exception {
    start(Map.of("use-proxy-protocol", "true"));
    String head = "PROXY TCP4 203.0.113.7 192.0.2.1 4000 443\r\n";
    assertThat(ask(ENDED, ENDED, head).text()).endsWith("web-1");
    assertThat(rig.backend("web-1").last().header("X-Real-IP")).isEqualTo("203.0.113.7");
    assertThat(ask(PASSED, PASSED, head).certificate()).isEqualTo("CN=backend");
  }

  @Test
  void areNotUsedForAHostOfTheOtherKind() throws Exception {
    start(Map.of());
    assertThat(ask(ENDED, PASSED, "").text()).startsWith("HTTP/1.1 421 ");
  }

  @Test
  void areClosedWhereTheServiceHasNoEndpoints() throws Exception {
    Backend own = start(Map.of());
    rig.removeEndpoint("own", own);
    Rig.eventually(
        () -> assertThatThrownBy(() -> ask(PASSED, PASSED, "")).isInstanceOf(IOException.class));
    assertThat(ask(ENDED, ENDED, "").text()).endsWith("web-1");
  }

  @Test
  void areReadHoweverTheyArriveAndLeftUnchanged() throws Exception {
    start(Map.of());
    try (ServerSocket pod = new ServerSocket(0, 8, InetAddress.ofLiteral("127.0.0.8"));
        RawConnection client = new RawConnection(rig.https())) {
      rig.endpoint("raw", "127.0.0.8", pod.getLocalPort());
      rig.ingress("raw", "raw.test", ON, Path.prefix("/", "raw"));
      byte[] hello = clientHello("raw.test");
      for (byte each : hello) {
        client.send(new byte[] {each});
      }
      try (Socket arrived = pod.accept()) {
        assertThat(arrived.getInputStream().readNBytes(hello.length)).isEqualTo(hello);
        arrived.getOutputStream().write("anything".getBytes(ISO_8859_1));
        assertThat(client.read(8)).asString().isEqualTo("anything");
      }
    }
  }

  @Test
  void areRefusedWhenTheyAreNone() {
    start(Map.of());
    try (RawConnection client = new RawConnection(rig.https())) {
      client.send("GET / HTTP/1.1\r\nHost: passed.test\r\n\r\n");
      assertThat(client.readAll()).doesNotContain("200 OK");
    }
  }

  @Test
  void countForTlsAlone() {
    start(Map.of());
    rig.ingress("both", "both.test", ON, Path.prefix("/", "web"));
    assertThat(rig.get("both.test", "/").body()).isEqualTo("web-1");
  }

  @Test
  void needAHostAndItsWholePath() {
    start(Map.of());
    rig.cluster.put(
        ResourceTypes.INGRESSES,
        Manifests.ingress("part", "part.test", ON, Path.prefix("/a", "web")));
    rig.eventFor("part", "PassthroughUnavailable");
  }

  private static byte[] clientHello(String host) throws Exception {
    SSLEngine engine = trustingAll().createSSLEngine();
    engine.setUseClientMode(true);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setServerNames(List.of(new SNIHostName(host)));
    engine.setSSLParameters(parameters);
    ByteBuffer bytes = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    engine.wrap(ByteBuffer.allocate(0), bytes);
    return Arrays.copyOf(bytes.array(), bytes.position());
  }
}

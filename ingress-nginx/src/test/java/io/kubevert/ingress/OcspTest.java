package io.kubevert.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.kubevert.client.resource.ResourceTypes;
import io.kubevert.ingress.Manifests.Path;
import io.kubevert.ingress.ocsp.Staples;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/**
 * Whether a client that asks is sent what the authority says of a certificate ({@code
 * enable-ocsp}).
 */
class OcspTest {
  private static final String HOST = "stapled.test";

  private final Rig rig = new Rig();
  private final Pki pki = new Pki();
  private final AtomicInteger asked = new AtomicInteger();
  private volatile String state = "-valid";
  private volatile String signer = "authority";
  private Backend responder;

  @BeforeEach
  void start() {
    responder = Backend.start(rig.vertx, "responder", "127.0.0.1");
    responder.answer(
        request ->
            request
                .body()
                .onSuccess(
                    question -> {
                      asked.incrementAndGet();
                      rig.vertx
                          .executeBlocking(
                              () -> pki.status("stapled", state, signer, question.getBytes()))
                          .onSuccess(answer -> request.response().end(Buffer.buffer(answer)));
                    }));
    pki.issue("stapled", HOST, "http://127.0.0.1:" + responder.port() + "/");
    rig.service("web", 1);
    rig.cluster.put(
        ResourceTypes.SECRETS,
        Manifests.secret(
                "web-tls",
                Map.of(
                    "tls.crt",
                    pki.pem("stapled") + pki.pem("authority"),
                    "tls.key",
                    pki.key("stapled")))
            .put("type", "kubernetes.io/tls"));
    rig.secured("web", HOST, Map.of(), Path.prefix("/", "web"));
  }

  @AfterEach
  void stop() {
    responder.stop();
    rig.close();
    pki.close();
  }

  private void enable() {
    rig.options(Map.of("enable-ocsp", "true"), options -> options.listeners().tls().stapled());
  }

  /** What openssl tells of a handshake in which it asks for the certificate's status. */
  private String handshake(String version) {
    try {
      String told =
          Programs.run(
              "openssl",
              "s_client",
              "-connect",
              "127.0.0.1:" + rig.https(),
              "-servername",
              HOST,
              "-status",
              version);
      assertThat(told).contains("CN = stapled");
      return told;
    } catch (IOException e) {
      throw new AssertionError("openssl is needed: apt-get install openssl", e);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_2", "-tls1_3"})
  void sendsTheAnswerAlongOnceItIsThere(String version) {
    Rig.eventually(() -> assertThat(handshake(version)).contains("no response sent"));
    assertThat(asked).hasValue(0);
    enable();
    Rig.eventually(
        () ->
            assertThat(handshake(version))
                .contains("OCSP Response Status: successful")
                .contains("Cert Status: good"));
    assertThat(handshake(version)).contains("Cert Status: good");
    assertThat(asked).hasValue(1);
  }

  @ParameterizedTest(name = "{0} by {1}")
  @CsvSource({"-revoke, authority", "-valid, stranger"})
  void sendsNothingThatIsNotTheAuthoritysGoodWord(String said, String by) {
    state = said;
    signer = by;
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    Logger logger = (Logger) LoggerFactory.getLogger(Staples.class);
    lines.list = new CopyOnWriteArrayList<>();
    lines.start();
    logger.addAppender(lines);
    enable();
    Rig.await(() -> !lines.list.isEmpty());
    logger.detachAppender(lines);
    assertThat(asked).hasValue(1);
    assertThat(lines.list.getFirst().getMessage()).contains("without its status");
    assertThat(handshake("-tls1_3")).contains("no response sent");
  }

  @Test
  void waitsForNoAnswer() {
    responder.answer(request -> asked.incrementAndGet());
    enable();
    Rig.await(() -> asked.get() == 1);
    assertThat(handshake("-tls1_3")).contains("no response sent");
  }
}

package io.kubevert.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.ingress.Manifests.Path;
import io.kubevert.ingress.option.GlobalOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A client that comes back takes its TLS session up again, without a certificate's signature. */
@ExtendWith(RigExtension.class)
class SessionResumptionTest {
  private static final String REQUEST =
      "GET / HTTP/1.1\r\nHost: resumed.test\r\nConnection: close\r\n\r\n";
  @TempDir private static java.nio.file.Path directory;
  private static Rig rig;

  @BeforeAll
  static void start() {
    rig.service("web", 1);
    try (Pki pki = new Pki()) {
      rig.secret("ca", Map.of("ca.crt", pki.pem("authority")));
    }
    rig.ingress("resumed", "resumed.test", Map.of(), Path.prefix("/", "web"));
  }

  @BeforeEach
  void resetOptions() {
    options(Map.of("ssl-session-tickets", "true"));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"-tls1_2, TLSv1.2", "-tls1_3, TLSv1.3"})
  void takesUpTheSessionOfAnEarlierConnection(String version, String name) {
    String session = directory.resolve(name).toString();
    assertThat(connect(version, "-sess_out", session)).contains("New, " + name);
    assertThat(connect(version, "-sess_in", session)).contains("Reused, " + name).contains("web-1");
  }

  @ParameterizedTest(name = "cache {0}, tickets {1}, {2}: {4}")
  @CsvSource({
    "true,  false, -tls1_2, TLSv1.2, Reused",
    "true,  false, -tls1_3, TLSv1.3, New",
    "false, true,  -tls1_2, TLSv1.2, Reused",
    "false, true,  -tls1_3, TLSv1.3, Reused",
    "false, false, -tls1_2, TLSv1.2, New",
    "false, false, -tls1_3, TLSv1.3, New",
  })
  void takesUpSessionsAsTheOptionsSay(
      boolean cached, boolean ticketed, String version, String name, String second) {
    options(Map.of("ssl-session-cache", "" + cached, "ssl-session-tickets", "" + ticketed));
    String session = directory.resolve(cached + "-" + ticketed + name).toString();
    assertThat(connect(version, "-sess_out", session)).contains("New, " + name);
    boolean kept = Files.exists(java.nio.file.Path.of(session));
    String[] again = kept ? new String[] {version, "-sess_in", session} : new String[] {version};
    assertThat(connect(again)).contains(second + ", " + name).contains("web-1");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"-tls1_2, TLSv1.2", "-tls1_3, TLSv1.3"})
  void beginsAnewWhenTheSessionIsTooOld(String version, String name) {
    options(Map.of("ssl-session-timeout", "1"));
    String session = directory.resolve("old-" + name).toString();
    assertThat(connect(version, "-sess_out", session)).contains("New, " + name);
    Rig.eventually(
        () -> assertThat(connect(version, "-sess_in", session)).contains("New, " + name));
  }

  private static void options(Map<String, String> options) {
    GlobalOptions before = rig.controller.snapshot().options();
    rig.options(options, now -> now != before);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"-tls1_2, TLSv1.2", "-tls1_3, TLSv1.3"})
  void beginsAnewWhereClientsAreAskedForACertificateSince(String version, String name) {
    String session = directory.resolve("asked-" + name).toString();
    assertThat(connect(version, "-sess_out", session)).contains("New, " + name);
    String host = name.toLowerCase(Locale.ROOT) + ".test";
    rig.ingress("asking", host, Map.of("auth-tls-secret", "ca"), Path.prefix("/", "web"));
    assertThat(connect(version, "-sess_in", session)).contains("New, " + name);
  }

  /** What {@code openssl s_client} tells of a connection with one request. */
  private static String connect(String... options) {
    List<String> command = new ArrayList<>(List.of("openssl", "s_client", "-ign_eof"));
    command.addAll(List.of("-connect", "127.0.0.1:" + rig.https()));
    command.addAll(List.of("-servername", "resumed.test"));
    command.addAll(List.of(options));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().write(REQUEST.getBytes(StandardCharsets.US_ASCII));
      process.getOutputStream().close();
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError("openssl is needed: apt-get install openssl", e);
    }
  }
}

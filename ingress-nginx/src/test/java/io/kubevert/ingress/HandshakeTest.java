package io.kubevert.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.ingress.Manifests.Path;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What openssl tells of handshakes that an Ingress or the controller's ConfigMap has a say in. */
@ExtendWith(RigExtension.class)
class HandshakeTest {
  private static final String SMALL = "ECDHE-ECDSA-AES128-GCM-SHA256";
  private static final String LARGE = "ECDHE-ECDSA-AES256-GCM-SHA384";
  private static Rig rig;

  @BeforeAll
  static void start() {
    rig.service("web", 1);
    secured("plain", Map.of());
    secured("large", Map.of("ssl-ciphers", LARGE));
    secured("both", Map.of("ssl-ciphers", LARGE + ":" + SMALL));
    secured("small", Map.of("ssl-ciphers", SMALL + ":" + LARGE));
    secured(
        "theirs", Map.of("ssl-ciphers", LARGE + ":" + SMALL, "ssl-prefer-server-ciphers", "false"));
    secured("none", Map.of("ssl-ciphers", "RC4-MD5"));
    rig.ingress("wild", "*.wild.test", Map.of("ssl-ciphers", LARGE), Path.prefix("/", "web"));
  }

  private static void secured(String name, Map<String, String> annotations) {
    rig.ingress(name, name + ".test", annotations, Path.prefix("/", "web"));
  }

  private static String connect(String host, String... options) {
    List<String> command = new ArrayList<>(List.of("openssl", "s_client"));
    command.addAll(List.of("-connect", "127.0.0.1:" + rig.https()));
    command.addAll(host.isEmpty() ? List.of("-noservername") : List.of("-servername", host));
    command.addAll(List.of(options));
    try {
      return Programs.run(command.toArray(String[]::new));
    } catch (IOException e) {
      throw new AssertionError("openssl is needed: apt-get install openssl", e);
    }
  }

  @ParameterizedTest(name = "{0} for a client of {1}: {2}")
  @CsvSource({
    "plain.test,  AES128,        AES128",
    "plain.test,  AES256,        AES256",
    "plain.test,  AESCBC,        NONE",
    "large.test,  AES128 AES256, AES256",
    "large.test,  AES128,        NONE",
    "both.test,   AES128 AES256, AES256",
    "both.test,   AES128,        AES128",
    "small.test,  AES256 AES128, AES128",
    "theirs.test, AES128 AES256, AES128",
    "theirs.test, AES256 AES128, AES256",
    "none.test,   AES128,        AES128",
    "a.wild.test, AES128 AES256, AES256",
  })
  void agreesOnTheSuiteOfTheHost(String host, String offered, String suite) {
    rig.configMap("ingress-nginx", "ingress-nginx-controller", Map.of());
    agrees(host, offered, suite);
  }

  @ParameterizedTest(name = "option {0}, {1} for a client of both: {2}")
  @CsvSource({
    "AES256 AES128, plain.test, AES256",
    "AES128 AES256, plain.test, AES128",
    "AES256,        plain.test, AES256",
    "AES256,        small.test, AES128",
  })
  void agreesOnTheSuitesOfTheController(String option, String host, String suite) {
    rig.configMap(
        "ingress-nginx", "ingress-nginx-controller", Map.of("ssl-ciphers", names(option)));
    agrees(host, "AES128 AES256", suite);
    agrees(host, "AES256 AES128", suite);
  }

  private static String names(String suites) {
    return suites
        .replace("AES128", SMALL)
        .replace("AES256", LARGE)
        .replace("AESCBC", "ECDHE-ECDSA-AES128-SHA")
        .replace(' ', ':');
  }

  private static void agrees(String host, String offered, String suite) {
    Rig.eventually(
        () ->
            assertThat(connect(host, "-tls1_2", "-cipher", names(offered)))
                .contains("Cipher is " + names(suite).replace("NONE", "(NONE)")));
  }

  /** It has suites of its own, of which no list says anything. */
  @ParameterizedTest
  @ValueSource(strings = {"plain.test", "large.test"})
  void speaksTls13AllTheSame(String host) {
    assertThat(connect(host, "-tls1_3")).contains("New, TLSv1.3, Cipher is TLS_");
  }

  @ParameterizedTest(name = "{0}, {1}: {2}")
  @CsvSource({
    "auto,            -tls1_3, X25519",
    "auto,            -tls1_2, X25519",
    "secp384r1,       -tls1_3, secp384r1",
    "P-384,           -tls1_2, secp384r1",
    "P-256:X25519,    -tls1_2, prime256v1",
    "no-such-curve,   -tls1_3, X25519",
  })
  void exchangesKeysByTheCurveThatIsAskedFor(String curves, String version, String curve) {
    rig.configMap("ingress-nginx", "ingress-nginx-controller", Map.of("ssl-ecdh-curve", curves));
    Rig.eventually(
        () ->
            assertThat(connect("plain.test", version))
                .containsPattern("Server Temp Key: (ECDH, )?" + curve));
  }

  @ParameterizedTest(name = "ssl-reject-handshake {0}, host {1}: {2}")
  @CsvSource({
    "true,  plain.test,    true",
    "true,  a.wild.test,   true",
    "true,  wild.test,     false",
    "true,  a.b.wild.test, false",
    "true,  else.test,     false",
    "true,  '',            false",
    "false, else.test,     true",
    "false, '',            true",
  })
  void isRefusedForHostsThatNobodyServes(boolean rejected, String host, boolean served) {
    rig.options(
        Map.of("ssl-reject-handshake", Boolean.toString(rejected)),
        options -> options.listeners().tls().handshakes().knownHostsOnly() == rejected);
    assertThat(connect(host).contains("Fake Certificate")).isEqualTo(served);
  }
}

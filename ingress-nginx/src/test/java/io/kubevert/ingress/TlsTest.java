package io.kubevert.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.client.resource.ResourceTypes;
import io.kubevert.ingress.Manifests.Path;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which certificate a client sees, and that a change of it harms nobody. */
@ExtendWith(RigExtension.class)
class TlsTest {
  private static final String FAKE = "Kubernetes Ingress Controller Fake Certificate";
  private static final Map<String, String> ASKS = Map.of("auth-tls-secret", "default/clients");
  @TempDir private static java.nio.file.Path directory;
  private static Rig rig;

  @BeforeAll
  static void start() {
    rig.service("web", 1);
  }

  private static void secret(String name, String commonName, String hosts, String... keyOptions)
      throws Exception {
    java.nio.file.Path key = directory.resolve(name + ".key");
    java.nio.file.Path certificate = directory.resolve(name + ".crt");
    List<String> command =
        new ArrayList<>(List.of("openssl", "req", "-x509", "-nodes", "-days", "2"));
    command.addAll(List.of(keyOptions));
    command.addAll(List.of("-subj", "/CN=" + commonName, "-addext", "subjectAltName=" + hosts));
    command.addAll(List.of("-keyout", key.toString(), "-out", certificate.toString()));
    run(command);
    putSecret(name, Files.readAllBytes(certificate), Files.readAllBytes(key));
  }

  private static String[] newKey(String kind) {
    return kind.equals("ec")
        ? new String[] {"-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"}
        : new String[] {"-newkey", kind};
  }

  private static void putSecret(String name, byte[] certificate, byte[] key) {
    rig.cluster.put(ResourceTypes.SECRETS, tlsSecret(name, certificate, key));
  }

  private static ObjectNode tlsSecret(String name, byte[] certificate, byte[] key) {
    ObjectNode secret = Manifests.object(name);
    secret.put("type", "kubernetes.io/tls");
    secret
        .putObject("data")
        .put("tls.crt", Base64.getEncoder().encodeToString(certificate))
        .put("tls.key", Base64.getEncoder().encodeToString(key));
    return secret;
  }

  private static String run(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output;
  }

  /** What curl tells of a request: protocol, status, certificate, answer. */
  private static String curl(String host, String... options) {
    return curl(rig, host, options);
  }

  private static String curl(Rig asked, String host, String... options) {
    List<String> command = new ArrayList<>(List.of("curl", "-skv", "--max-time", "30"));
    command.addAll(List.of(options));
    command.addAll(List.of("--resolve", host + ":" + asked.https() + ":127.0.0.1"));
    command.add("https://" + host + ":" + asked.https() + "/");
    try {
      return run(command);
    } catch (IOException | InterruptedException e) {
      throw new AssertionError("curl is needed: apt-get install curl", e);
    }
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"rsa", "ec", "pkcs1"})
  void servesTheCertificateOfTheSecretForItsHost(String kind) throws Exception {
    String host = kind + ".tls.test";
    secret(
        kind + "-tls",
        "mine-" + kind,
        "DNS:" + host,
        newKey(kind.equals("ec") ? "ec" : "rsa:2048"));
    if (kind.equals("pkcs1")) {
      java.nio.file.Path key = directory.resolve("pkcs1-tls.key");
      run(List.of("openssl", "rsa", "-traditional", "-in", key.toString(), "-out", key.toString()));
      putSecret(
          "pkcs1-tls",
          Files.readAllBytes(directory.resolve("pkcs1-tls.crt")),
          Files.readAllBytes(key));
    }
    rig.secured(kind, host, Map.of(), Path.prefix("/", "web"));
    Rig.eventually(() -> assertThat(curl(host)).contains("CN=mine-" + kind));
    assertThat(curl(host, "--http2")).contains("HTTP/2 200").contains("web-1");
    assertThat(curl(host, "--http1.1", "--tls-max", "1.2"))
        .contains("HTTP/1.1 200")
        .contains("TLSv1.2")
        .containsIgnoringCase("strict-transport-security: max-age=31536000; includeSubDomains");
  }

  @Test
  void sendsWhatIsAddedToTheChainOfACertificateThatWasServedWithoutIt() throws Exception {
    secret("chain-tls", "leaf", "DNS:chain.test", "-newkey", "rsa:2048");
    secret("above-tls", "above", "DNS:above.test", "-newkey", "rsa:2048");
    rig.secured("chain", "chain.test", Map.of(), Path.prefix("/", "web"));
    Rig.eventually(() -> assertThat(chain("chain.test")).contains("0 s:CN = leaf"));
    String whole =
        Files.readString(directory.resolve("chain-tls.crt"))
            + Files.readString(directory.resolve("above-tls.crt"));
    putSecret(
        "chain-tls",
        whole.getBytes(StandardCharsets.US_ASCII),
        Files.readAllBytes(directory.resolve("chain-tls.key")));
    Rig.eventually(
        () -> assertThat(chain("chain.test")).contains("0 s:CN = leaf").contains("1 s:CN = above"));
  }

  /** The certificates that a client is sent. */
  private static String chain(String host) {
    try {
      return run(
          List.of(
              "openssl",
              "s_client",
              "-connect",
              "127.0.0.1:" + rig.https(),
              "-servername",
              host,
              "-showcerts"));
    } catch (IOException | InterruptedException e) {
      throw new AssertionError("openssl is needed: apt-get install openssl", e);
    }
  }

  @Test
  void servesWildcardCertificatesForOneLabel() throws Exception {
    secret("wild-tls", "wildcard", "DNS:*.wild.test", "-newkey", "rsa:2048");
    rig.secured("wild", "*.wild.test", Map.of(), Path.prefix("/", "web"));
    Rig.eventually(() -> assertThat(curl("a.wild.test")).contains("CN=wildcard"));
    assertThat(curl("a.b.wild.test")).contains(FAKE);
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {"missing", "unreadable", "of-another-host", "of-another-kind", "with-another-key"})
  void servesTheFakeCertificateWithoutAUsableOne(String fault) throws Exception {
    switch (fault) {
      case "unreadable" -> putSecret(fault + "-tls", new byte[] {1}, new byte[] {2});
      case "of-another-host" ->
          secret(fault + "-tls", "other", "DNS:other.test", "-newkey", "rsa:2048");
      case "of-another-kind", "with-another-key" -> {
        secret("own", "own", "DNS:" + fault + ".tls.test", "-newkey", "rsa:2048");
        String kind = fault.endsWith("kind") ? "ec" : "rsa:2048";
        secret("foreign", "foreign", "DNS:x.test", newKey(kind));
        putSecret(
            fault + "-tls",
            Files.readAllBytes(directory.resolve("own.crt")),
            Files.readAllBytes(directory.resolve("foreign.key")));
      }
      default -> {}
    }
    String host = fault + ".tls.test";
    rig.secured(fault, host, Map.of(), Path.prefix("/", "web"));
    assertThat(curl(host)).contains(FAKE).contains("200");
    Rig.eventually(
        () ->
            assertThat(rig.cluster.list(ResourceTypes.EVENTS))
                .anyMatch(
                    event ->
                        event.path("reason").asText().equals("CertificateUnusable")
                            && event.path("involvedObject").path("name").asText().equals(fault)));
  }

  @Test
  void swapsACertificateUnderOpenConnections() throws Exception {
    secret("swap-tls", "before", "DNS:swap.test", "-newkey", "rsa:2048");
    rig.secured("swap", "swap.test", Map.of(), Path.prefix("/", "web"));
    Rig.eventually(() -> assertThat(curl("swap.test")).contains("CN=before"));
    NetClient client =
        rig.vertx.createNetClient(
            new NetClientOptions()
                .setSsl(true)
                .setTrustAll(true)
                .setHostnameVerificationAlgorithm(""));
    NetSocket open = Rig.await(client.connect(rig.https(), "127.0.0.1", "swap.test"));
    List<String> received = new CopyOnWriteArrayList<>();
    open.handler(bytes -> received.add(bytes.toString()));
    secret("swap-tls", "after", "DNS:swap.test", "-newkey", "rsa:2048");
    Rig.eventually(() -> assertThat(curl("swap.test")).contains("CN=after"));
    open.write(Buffer.buffer("GET / HTTP/1.1\r\nHost: swap.test\r\n\r\n"));
    Rig.eventually(() -> assertThat(String.join("", received)).contains("200 OK"));
    Rig.await(client.close());
    rig.cluster.delete(ResourceTypes.SECRETS, new ObjectKey("default", "swap-tls"));
    Rig.eventually(() -> assertThat(curl("swap.test")).contains(FAKE));
  }

  @ParameterizedTest(name = "{0} over HTTP/2 for {1}: {2}")
  @CsvSource({
    "one.misdirected.test, asking.misdirected.test, 421",
    "asking.misdirected.test, asking.misdirected.test, 400",
    "asking.misdirected.test, one.misdirected.test, 200",
    "one.misdirected.test, two.misdirected.test, 200",
  })
  void tellsClientsToConnectAnewForAHostThatAsksForCertificates(
      String connected, String asked, int status) throws Exception {
    secret("authority", "authority", "DNS:authority.test", "-newkey", "rsa:2048");
    rig.secret("clients", Map.of("ca.crt", Files.readString(directory.resolve("authority.crt"))));
    rig.secured("asking", "asking.misdirected.test", ASKS, Path.prefix("/", "web"));
    rig.secured("one", "one.misdirected.test", Map.of(), Path.prefix("/", "web"));
    rig.secured("two", "two.misdirected.test", Map.of(), Path.prefix("/", "web"));
    Rig.eventually(
        () ->
            assertThat(curl(connected, "--http2", "-H", "Host: " + asked))
                .contains("HTTP/2 " + status));
  }

  @Test
  void servesTheDefaultCertificateWhereAHostHasNone() throws Exception {
    secret("ordinary", "ordinary", "DNS:ordinary.test", "-newkey", "rsa:2048");
    ObjectNode secret =
        tlsSecret(
            "ordinary",
            Files.readAllBytes(directory.resolve("ordinary.crt")),
            Files.readAllBytes(directory.resolve("ordinary.key")));
    ObjectKey key = new ObjectKey("default", "ordinary");
    try (Rig other = new Rig(config -> config.with(new TlsSettings(false, Optional.of(key))))) {
      assertThat(curl(other, "any.test")).contains(FAKE);
      other.cluster.put(ResourceTypes.SECRETS, secret);
      Rig.eventually(() -> assertThat(curl(other, "any.test")).contains("CN=ordinary"));
      assertThat(other.page("/metrics"))
          .containsPattern("ssl_expire_time_seconds\\{.*host=\"_\".*secret_name=\"ordinary\"");
      other.cluster.delete(ResourceTypes.SECRETS, key);
      Rig.eventually(() -> assertThat(curl(other, "any.test")).contains(FAKE));
    }
  }

  @ParameterizedTest(name = "where {0} is asked for, TLS {1} is spoken: {2}")
  @CsvSource({
    "TLSv1.3,         1.3, true",
    "TLSv1.3,         1.2, false",
    "TLSv1.2,         1.2, true",
    "SSLv3 TLSv1.2,   1.2, true",
    "SSLv3,           1.3, true",
  })
  void speaksTheVersionsOfTlsThatAreAskedFor(String versions, String version, boolean spoken) {
    try (Rig other = Rig.configured(Map.of("ssl-protocols", versions))) {
      String told = curl(other, "any.test", "--tlsv1.2", "--tls-max", version);
      assertThat(told.contains("HTTP/2 404")).as(told).isEqualTo(spoken);
    }
  }
}

package io.kubevert.client.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kubevert.client.fake.FreePort;
import io.kubevert.client.process.Command;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.DeliveryOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is heard on a bus whose members prove themselves by certificates. */
class BusTlsTest {
  private static final String ADDRESS = "greeting";
  private static final String LARGE = "x".repeat(1 << 20);
  private static final int PATIENCE_MILLIS = 30_000;
  private static final int SILENCE_MILLIS = 3_000;

  @TempDir Path directory;
  private final List<Vertx> members = new ArrayList<>();
  private int port;

  @BeforeEach
  void startAServer() throws Exception {
    authority("ca");
    issue("ca", "server");
    port = FreePort.next();
    Vertx server = join(port, List.of(), "server");
    server
        .eventBus()
        .<String>consumer(ADDRESS, message -> message.reply(message.body()))
        .completion()
        .await(20, TimeUnit.SECONDS);
  }

  @AfterEach
  void stop() throws Exception {
    for (Vertx member : members.reversed()) {
      member.close().await(20, TimeUnit.SECONDS);
    }
  }

  @Test
  void whoHasACertificateOfTheSameAuthorityIsAnswered() throws Exception {
    issue("ca", "component");
    Vertx component = join(FreePort.next(), List.of("127.0.0.1:" + port), "component");
    assertThat(ask(component, PATIENCE_MILLIS)).isEqualTo(LARGE);
  }

  @Test
  void whoHasOneOfAnotherAuthorityIsNot() throws Exception {
    authority("other");
    issue("other", "stranger");
    Files.copy(directory.resolve("ca/tls.crt"), directory.resolve("stranger/ca.crt"));
    Vertx stranger = join(FreePort.next(), List.of("127.0.0.1:" + port), "stranger");
    assertThatThrownBy(() -> ask(stranger, SILENCE_MILLIS)).isNotNull();
  }

  @Test
  void aKeyThatCannotBeReadIsNamed() throws Exception {
    issue("ca", "broken");
    Files.writeString(directory.resolve("broken/tls.key"), "not a key");
    assertThatThrownBy(() -> join(FreePort.next(), List.of(), "broken"))
        .hasRootCauseMessage("tls.key has no key as PKCS #8")
        .hasMessageContaining(directory.resolve("broken").toString());
  }

  private static String ask(Vertx member, int millis) throws Exception {
    return member
        .eventBus()
        .<String>request(ADDRESS, LARGE, new DeliveryOptions().setSendTimeout(millis))
        .await(60, TimeUnit.SECONDS)
        .body();
  }

  private Vertx join(int memberPort, List<String> others, String name) throws Exception {
    Vertx member =
        ClusteredBus.start(
                new BusOptions(
                    "127.0.0.1", memberPort, 0, others, Optional.of(directory.resolve(name))),
                new VertxOptions())
            .await(60, TimeUnit.SECONDS);
    members.add(member);
    return member;
  }

  private void authority(String name) throws IOException, InterruptedException {
    certificate(name, List.of());
  }

  private void issue(String authority, String name) throws IOException, InterruptedException {
    Path issuer = directory.resolve(authority);
    certificate(
        name,
        List.of(
            "-addext",
            "subjectAltName=IP:127.0.0.1",
            "-addext",
            "basicConstraints=critical,CA:FALSE",
            "-CA",
            issuer + "/tls.crt",
            "-CAkey",
            issuer + "/tls.key"));
    if (authority.equals("ca")) {
      Files.copy(issuer.resolve("tls.crt"), directory.resolve(name + "/ca.crt"));
    }
  }

  private void certificate(String name, List<String> more)
      throws IOException, InterruptedException {
    Path target = Files.createDirectories(directory.resolve(name));
    List<String> words =
        new ArrayList<>(
            List.of(
                ("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj"
                        + " /CN="
                        + name)
                    .split(" ")));
    words.addAll(more);
    words.addAll(List.of("-keyout", target + "/tls.key", "-out", target + "/tls.crt"));
    Command.Result result = Command.of(words.toArray(String[]::new)).await();
    assertThat(result.exitCode()).as("openssl (package openssl): %s", result.output()).isZero();
  }
}

package io.kubevert.ingress;

import static io.kubevert.ingress.RawBackend.readHead;
import static io.kubevert.ingress.RawBackend.write;
import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.ingress.Manifests.Path;
import java.io.IOException;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Connections whose protocol changes (RFC 9110, 7.8) and which then carry anybody's bytes. */
@ExtendWith(RigExtension.class)
class UpgradeTest {
  private static final String SWITCHED =
      "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: talk\r\n\r\n";
  private static final AtomicInteger PODS = new AtomicInteger();
  private static final int MANY = 4 << 20;
  private static final int TICKS = 12;
  private static Rig rig;

  private static RawBackend serve(
      String name, Map<String, String> annotations, RawBackend.Talk talk) {
    String address = "127.0.2." + PODS.incrementAndGet();
    RawBackend pod = new RawBackend(address, talk);
    rig.endpoint(name, address, pod.port());
    rig.ingress(name, name + ".test", annotations, Path.prefix("/", name));
    return pod;
  }

  private static RawConnection switched(String name) {
    RawConnection connection = new RawConnection(rig.http());
    connection.send(
        "GET / HTTP/1.1\r\nHost: "
            + name
            + ".test\r\nConnection: Upgrade\r\nUpgrade: talk\r\n\r\n");
    assertThat(connection.readTo("\r\n\r\n"))
        .startsWith("HTTP/1.1 101 ")
        .containsIgnoringCase("\r\nupgrade: talk\r\n");
    return connection;
  }

  @Test
  void passesOnWhatComesInTheSameSegmentAsTheHead() {
    try (RawBackend pod =
            serve(
                "eager",
                Map.of(),
                connection -> {
                  readHead(connection);
                  write(connection, SWITCHED + "first");
                  connection.getInputStream().read();
                });
        RawConnection client = switched("eager")) {
      assertThat(client.read(5)).asString().isEqualTo("first");
      assertThat(pod.connections()).isEqualTo(1);
    }
  }

  @Test
  void tellsEachSideThatTheOtherOneHasEndedAfterAllThatItSent() {
    try (RawBackend pod =
            serve(
                "ending",
                Map.of(),
                connection -> {
                  readHead(connection);
                  write(connection, SWITCHED);
                  connection.getInputStream().read();
                  write(connection, "x".repeat(MANY) + "bye");
                });
        RawConnection client = switched("ending")) {
      client.send("!");
      assertThat(client.readAll()).hasSize(MANY + 3).endsWith("bye");
      assertThat(pod.connections()).isEqualTo(1);
    }
  }

  @Test
  void tellsTheBackendThatTheClientHasEnded() throws InterruptedException {
    StringBuilder heard = new StringBuilder();
    CountDownLatch ended = new CountDownLatch(1);
    try (RawBackend pod =
        serve(
            "leaving",
            Map.of(),
            connection -> {
              readHead(connection);
              write(connection, SWITCHED);
              heard.append(new String(connection.getInputStream().readAllBytes()));
              ended.countDown();
            })) {
      try (RawConnection client = switched("leaving")) {
        client.send("farewell");
      }
      assertThat(ended.await(60, TimeUnit.SECONDS)).isTrue();
      assertThat(heard).hasToString("farewell");
      assertThat(pod.connections()).isEqualTo(1);
    }
  }

  @Test
  void waitsForASlowClientAndLosesNothing() {
    try (RawBackend pod =
            serve(
                "flood",
                Map.of(),
                connection -> {
                  readHead(connection);
                  write(connection, SWITCHED);
                  for (int i = 0; i < 16; i++) {
                    write(connection, "x".repeat(MANY));
                  }
                });
        RawConnection client = switched("flood")) {
      assertThat(client.readAll()).hasSize(16 * MANY);
      assertThat(pod.connections()).isEqualTo(1);
    }
  }

  @Test
  void endsWhatIsSilentForTooLongAndNotWhatOnlyOneSideSpeaksOn() {
    Map<String, String> annotations = Map.of("proxy-read-timeout", "2s");
    try (RawBackend pod =
            serve(
                "speaking",
                annotations,
                connection -> {
                  readHead(connection);
                  write(connection, SWITCHED);
                  speak(connection);
                });
        RawConnection client = switched("speaking")) {
      assertThat(client.readAll()).isEqualTo("tick".repeat(TICKS));
      assertThat(pod.connections()).isEqualTo(1);
    }
  }

  /** Longer than the limit altogether, then not at all. */
  private static void speak(Socket connection) throws IOException {
    try {
      for (int i = 0; i < TICKS; i++) {
        write(connection, "tick");
        TimeUnit.MILLISECONDS.sleep(200);
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
    connection.getInputStream().read();
  }
}

package io.kubevert.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.ingress.Manifests.Path;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests that are too large, too slow or never end. */
@ExtendWith(RigExtension.class)
class HostileClientTest {
  private static Rig rig;

  @BeforeAll
  static void start() {
    rig.service("web", 1);
    rig.ingress("web", "web.test", Map.of(), Path.prefix("/", "web"));
    rig.ingress("hasty", "hasty.test", Map.of(), Path.prefix("/", "web"));
  }

  /** The head of a request for {@code web.test} with a long URI, or else a long header. */
  static String longHead(int size, String part) {
    String text = "x".repeat(size);
    return "GET /"
        + (part.equals("uri") ? text : "")
        + " HTTP/1.1\r\nHost: web.test\r\nConnection: close\r\n"
        + (part.equals("uri") ? "" : "X-Long: " + text + "\r\n")
        + "\r\n";
  }

  @ParameterizedTest(name = "{0} bytes of {1} are answered {2}")
  @CsvSource({"8000, uri, 200", "40000, uri, 414", "16000, header, 200", "70000, header, 431"})
  void limitsTheSizeOfARequestsHead(int size, String part, int status) {
    try (RawConnection connection = new RawConnection(rig.http())) {
      connection.accepts(longHead(size, part));
      assertThat(connection.readAll()).matches("(?s)HTTP/1\\.[01] " + status + " .*");
    }
  }

  @Test
  void doesNotWaitForABodyThatDoesNotCome() {
    rig.options(
        Map.of("client-body-timeout", "300ms"),
        options -> options.listeners().http().body().toMillis() == 300);
    try (RawConnection connection = new RawConnection(rig.http())) {
      connection.send("POST / HTTP/1.1\r\nHost: hasty.test\r\nContent-Length: 10\r\n\r\nhalf");
      assertThat(connection.readAll()).startsWith("HTTP/1.1 408 ").contains("connection: close");
    } finally {
      rig.options(Map.of(), options -> options.listeners().http().body().toMillis() != 300);
    }
  }

  @Test
  void takesNoMoreOfABodyThanTheBackendTakes() {
    AtomicBoolean reading = new AtomicBoolean();
    AtomicLong received = new AtomicLong();
    Backend lazy = rig.service("lazy", 1).getFirst();
    lazy.answer(
        request -> {
          request.pause();
          request.handler(bytes -> received.addAndGet(bytes.length()));
          request.endHandler(ended -> request.response().end("whole"));
          rig.vertx.setPeriodic(
              20,
              timer -> {
                if (reading.get()) {
                  rig.vertx.cancelTimer(timer);
                  request.resume();
                }
              });
        });
    rig.ingress("lazy", "lazy.test", Map.of("proxy-body-size", "0"), Path.prefix("/", "lazy"));
    int size = 64 * 1024 * 1024;
    long held = heldBackAfter(size, reading);
    assertThat(held).isLessThan(size / 2);
    assertThat(received).hasValue(size);
  }

  /** Sends a body, and says how much of it was taken when nothing more was. */
  private static long heldBackAfter(int size, AtomicBoolean reading) {
    AtomicLong sent = new AtomicLong();
    AtomicLong held = new AtomicLong();
    Buffer piece = Buffer.buffer(new byte[64 * 1024]);
    Got got =
        Rig.await(
            rig.request("lazy.test", "/", HttpMethod.PUT)
                .compose(
                    request -> {
                      request.putHeader("Content-Length", Integer.toString(size));
                      Runnable write =
                          () -> {
                            while (sent.get() < size && !request.writeQueueFull()) {
                              sent.addAndGet(piece.length());
                              request.write(piece);
                            }
                            if (sent.get() == size) {
                              request.end();
                            }
                          };
                      request.drainHandler(drained -> write.run());
                      write.run();
                      watchStandstill(sent, held, reading);
                      return request.response().compose(Got::of);
                    }));
    assertThat(got.body()).isEqualTo("whole");
    return held.get();
  }

  private static void watchStandstill(AtomicLong sent, AtomicLong held, AtomicBoolean reading) {
    AtomicLong before = new AtomicLong(-1);
    rig.vertx.setPeriodic(
        200,
        timer -> {
          if (before.getAndSet(sent.get()) == sent.get()) {
            rig.vertx.cancelTimer(timer);
            held.set(sent.get());
            reading.set(true);
          }
        });
  }
}

package io.kubevert.netns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kubevert.client.process.Command;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.datagram.DatagramSocket;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The namespace under test has one address, 198.51.100.1, that exists nowhere else, so whatever
 * binds it or reaches it is inside.
 */
final class NamespaceVertxTest {
  private static final String INSIDE = "198.51.100.1";
  private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();
  private static final int VIRTUAL_THREADS = 100;

  private final NetworkNamespace namespace =
      new NetworkNamespace("kvtest-netns-" + ProcessHandle.current().pid());
  private NamespaceVertx bound;
  private Vertx vertx;

  @BeforeEach
  void makeNamespace() throws Exception {
    NetworkNamespace.create(namespace.name());
    ip("-n", namespace.name(), "link", "set", "lo", "up");
    ip("-n", namespace.name(), "address", "add", INSIDE + "/32", "dev", "lo");
    bound = NamespaceVertx.create(namespace, new VertxOptions().setEventLoopPoolSize(1));
    vertx = bound.vertx();
  }

  @AfterEach
  void removeNamespace() throws Exception {
    try {
      await(bound.close());
    } finally {
      namespace.delete();
    }
    assertThat(namespace.exists()).isFalse();
  }

  /** The client is kept until its answer is there: Vert.x closes one that is garbage. */
  @Test
  void serverAndClientSocketsAreInside() throws Exception {
    NetClient client = vertx.createNetClient();
    Future<String> answer =
        onContext(
            () ->
                vertx
                    .createNetServer()
                    .connectHandler(socket -> socket.end(Buffer.buffer("inside")))
                    .listen(0, INSIDE)
                    .compose(server -> client.connect(server.actualPort(), INSIDE))
                    .compose(NamespaceVertxTest::firstText));
    assertThat(await(answer)).isEqualTo("inside");
    await(client.close());
  }

  @Test
  void theHostDoesNotSeeAServerInside() throws Exception {
    int port =
        await(
            onContext(
                () ->
                    vertx
                        .createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(0))
                        .requestHandler(request -> request.response().end())
                        .listen()
                        .map(server -> server.actualPort())));
    Vertx host = Vertx.vertx();
    NetClient client = host.createNetClient();
    try {
      assertThatThrownBy(() -> await(client.connect(port, "127.0.0.1")))
          .hasMessageContaining("Connection refused");
    } finally {
      await(host.close());
    }
  }

  /**
   * A carrier that is made for a virtual thread is in its maker's namespace, and stays there; while
   * the others are busy a new one is made.
   */
  @Test
  void aProgramThatIsRunInsideLeavesNoCarrierOfVirtualThreadsThere() throws Exception {
    AtomicBoolean busy = new AtomicBoolean(true);
    List<Thread> others = virtualThreads(PROCESSORS - 1, () -> spin(busy));
    await(onContext(() -> Command.of("true").succeed(vertx)));
    busy.set(false);
    join(others);
    Set<String> namespaces = ConcurrentHashMap.newKeySet();
    join(virtualThreads(VIRTUAL_THREADS, () -> namespaces.add(networkOfThisThread())));
    assertThat(namespaces).containsExactly(networkOfThisThread());
  }

  private static void spin(AtomicBoolean busy) {
    while (busy.get()) {
      Thread.onSpinWait();
    }
  }

  private static List<Thread> virtualThreads(int count, Runnable action) {
    return IntStream.range(0, count).mapToObj(i -> Thread.ofVirtual().start(action)).toList();
  }

  private static void join(List<Thread> threads) throws InterruptedException {
    for (Thread thread : threads) {
      thread.join();
    }
  }

  @Test
  void datagramSocketsAreInside() throws Exception {
    Future<String> received =
        onContext(
            () -> {
              Promise<String> promise = Promise.promise();
              DatagramSocket receiver = vertx.createDatagramSocket();
              receiver.handler(packet -> promise.tryComplete(packet.data().toString()));
              return receiver
                  .listen(0, INSIDE)
                  .compose(
                      listening ->
                          vertx
                              .createDatagramSocket()
                              .send("datagram", listening.localAddress().port(), INSIDE))
                  .compose(sent -> promise.future());
            });
    assertThat(await(received)).isEqualTo("datagram");
  }

  @Test
  void processesStartedByWorkersAreInside() throws Exception {
    assertThat(await(Command.of("ip", "netns", "identify").succeed(vertx)).strip())
        .isEqualTo(namespace.name());
    assertThat(await(Command.of("ip", "-o", "address").succeed(vertx))).contains(INSIDE);
  }

  @Test
  void threadsOfEveryKindAreInside() throws Exception {
    String inside = await(Command.of("readlink", "/proc/self/ns/net").succeed(vertx)).strip();
    assertThat(inside).isNotEqualTo(networkOfThisThread());
    assertThat(await(onContext(() -> Future.succeededFuture(networkOfThisThread()))))
        .isEqualTo(inside);
    assertThat(await(vertx.executeBlocking(NamespaceVertxTest::networkOfThisThread)))
        .isEqualTo(inside);
    assertThat(
            await(
                vertx
                    .createSharedWorkerExecutor("own-pool", 1)
                    .executeBlocking(NamespaceVertxTest::networkOfThisThread)))
        .isEqualTo(inside);
  }

  @Test
  void theProcessesOwnNamespaceIsFoundFromInsideAnother() throws Exception {
    Vertx outside =
        await(
            onContext(() -> Future.succeededFuture(NamespaceVertx.ofProcess(new VertxOptions()))));
    try {
      assertThat(await(outside.executeBlocking(NamespaceVertxTest::networkOfThisThread)))
          .isEqualTo(networkOfThisThread());
      assertThat(await(Command.of("ip", "-o", "address").succeed(outside))).doesNotContain(INSIDE);
    } finally {
      await(outside.close());
    }
  }

  @Test
  void kernelSettingsWrittenByWorkersAreTheNamespaces() throws Exception {
    Path forward = Path.of("/proc/sys/net/ipv4/conf/lo/forwarding");
    String host = Files.readString(forward);
    String other = host.strip().equals("1") ? "0" : "1";
    await(vertx.executeBlocking(() -> Files.writeString(forward, other)));
    assertThat(await(vertx.executeBlocking(() -> Files.readString(forward))).strip())
        .isEqualTo(other);
    assertThat(Files.readString(forward)).isEqualTo(host);
  }

  @Test
  void aMissingNamespaceIsToldAtOnce() {
    assertThatThrownBy(
            () -> NamespaceVertx.create(new NetworkNamespace("kvtest-none"), new VertxOptions()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("/run/netns/kvtest-none")
        .hasMessageContaining("No such file");
  }

  @Test
  void aFileThatIsNoNamespaceIsToldAtOnce() throws Exception {
    NetworkNamespace plain = new NetworkNamespace("kvtest-plain-" + ProcessHandle.current().pid());
    Files.createFile(plain.path());
    try {
      assertThatThrownBy(() -> NamespaceVertx.create(plain, new VertxOptions()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("cannot enter the network namespace " + plain.name());
    } finally {
      Files.delete(plain.path());
    }
  }

  @Test
  void creatingTwiceAdopts() throws Exception {
    assertThat(NetworkNamespace.create(namespace.name())).isEqualTo(namespace);
    assertThat(await(Command.of("ip", "-o", "address").succeed(vertx))).contains(INSIDE);
  }

  @Test
  void namesThatLeaveTheDirectoryAreRefused() {
    assertThatThrownBy(() -> new NetworkNamespace("../etc"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private <T> Future<T> onContext(Supplier<Future<T>> work) {
    Context context = vertx.getOrCreateContext();
    Promise<T> promise = Promise.promise();
    context.runOnContext(ignored -> work.get().onComplete(promise));
    return promise.future();
  }

  private static Future<String> firstText(NetSocket socket) {
    Promise<String> promise = Promise.promise();
    socket.handler(data -> promise.tryComplete(data.toString(StandardCharsets.UTF_8)));
    return promise.future();
  }

  private static String networkOfThisThread() {
    try {
      return Files.readSymbolicLink(Path.of("/proc/thread-self/ns/net")).toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void ip(String... words) throws Exception {
    String[] all = new String[words.length + 1];
    all[0] = "ip";
    System.arraycopy(words, 0, all, 1, words.length);
    Command.Result result = Command.of(all).await();
    assertThat(result.exitCode()).as(result.output()).isZero();
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.await(30, TimeUnit.SECONDS);
  }
}

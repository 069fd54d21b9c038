package io.kubevert.kubeproxy;

import static io.kubevert.kubeproxy.ProxiedNode.NODE;
import static org.assertj.core.api.Assertions.assertThat;

import io.kubevert.kubeproxy.network.Host;
import io.kubevert.kubeproxy.network.Outcome;
import io.kubevert.kubeproxy.network.Outcome.Answered;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What happens to traffic while the proxy, the table or an endpoint goes. */
class ProxyResilienceTest {
  private static final String CLIENT_IP = "10.233.64.10";
  private static final String POD1_IP = "10.233.64.11";
  private static final String POD2_IP = "10.233.64.12";

  private ProxiedNode node;

  @BeforeEach
  void start() {
    node = new ProxiedNode();
    node.network().pod("client", CLIENT_IP);
    node.network().pod("pod1", POD1_IP);
    node.network().pod("pod2", POD2_IP);
  }

  @AfterEach
  void stop() {
    node.close();
  }

  @Test
  void aRestartMovesNoPacketAndForgetsNoClient() throws Exception {
    node.put(ServiceObject.named("web", "10.233.1.1").tcp(80));
    node.put(SliceObject.of("web").ready(POD1_IP, NODE).ready(POD2_IP, NODE));
    node.put(ServiceObject.named("sticky", "10.233.1.2").tcp(80).affinity(600));
    node.put(SliceObject.of("sticky").ready(POD1_IP, NODE).ready(POD2_IP, NODE));
    node.settle();
    Outcome before = node.host("client").tcp("10.233.1.2", 80);

    AtomicBoolean over = new AtomicBoolean();
    AtomicInteger answered = new AtomicInteger();
    AtomicInteger failed = new AtomicInteger();
    CountDownLatch flowing = new CountDownLatch(50);
    Thread stream =
        Thread.ofPlatform()
            .start(
                () -> {
                  while (!over.get()) {
                    boolean ok = node.host("client").tcp("10.233.1.1", 80) instanceof Answered;
                    (ok ? answered : failed).incrementAndGet();
                    flowing.countDown();
                  }
                });
    flowing.await();
    for (int restarts = 0; restarts < 3; restarts++) {
      node.stop();
      node.start();
      node.settle();
    }
    over.set(true);
    stream.join();

    assertThat(failed).hasValue(0);
    assertThat(answered).hasValueGreaterThan(50);
    for (int times = 0; times < 10; times++) {
      assertThat(node.host("client").tcp("10.233.1.2", 80)).isEqualTo(before);
    }
  }

  @Test
  void aTableThatSomebodyRemovedComesBack() throws Exception {
    node.put(ServiceObject.named("web", "10.233.1.1").tcp(80));
    node.put(SliceObject.of("web").ready(POD1_IP, NODE));
    node.settle();

    node.network().node().run("nft", "delete", "table", "ip", "kube-proxy");

    eventually(() -> node.host("client").tcp("10.233.1.1", 80) instanceof Answered);
  }

  @Test
  void aChangeThatTheKernelRefusesIsMadeByWritingTheWholeTable() throws Exception {
    node.put(ServiceObject.named("web", "10.233.1.1").tcp(80));
    node.put(SliceObject.of("web").ready(POD1_IP, NODE));
    node.settle();

    node.network().node().run("nft", "flush", "map", "ip", "kube-proxy", "endpoints");
    node.put(SliceObject.of("web").ready(POD2_IP, NODE));
    node.settle();

    assertThat(node.host("client").tcp("10.233.1.1", 80))
        .isEqualTo(new Answered("pod2", CLIENT_IP));
  }

  @Test
  void aUdpFlowLeavesAnEndpointThatIsGone() throws Exception {
    node.put(ServiceObject.named("dns", "10.233.1.3").port("", "UDP", 53, 0));
    node.put(SliceObject.of("dns").ready(POD1_IP, NODE));
    node.settle();
    Host.UdpFlow flow = node.host("client").udpFlow("10.233.1.3", 53);
    assertThat(flow.send()).isEqualTo(new Answered("pod1", CLIENT_IP));

    node.put(SliceObject.of("dns").ready(POD2_IP, NODE));
    eventually(() -> flow.send().equals(new Answered("pod2", CLIENT_IP)));

    node.put(SliceObject.of("dns"));
    eventually(() -> flow.send().equals(new Outcome.Refused()));

    node.put(SliceObject.of("dns").ready(POD1_IP, NODE));
    eventually(() -> flow.send().equals(new Answered("pod1", CLIENT_IP)));
  }

  private static void eventually(BooleanSupplier holds) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    for (int attempts = 1; !holds.getAsBoolean(); attempts++) {
      assertThat(System.nanoTime()).as("after %d attempts", attempts).isLessThan(deadline);
    }
  }
}

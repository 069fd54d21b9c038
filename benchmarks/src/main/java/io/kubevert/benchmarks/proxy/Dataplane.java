package io.kubevert.benchmarks.proxy;

import io.kubevert.client.process.Command;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Something that has a node forward to Services. */
enum Dataplane {
  /** Nothing: clients go to the endpoints themselves. */
  NONE {
    @Override
    void program(Testbed testbed, Cluster cluster) {}

    @Override
    InetSocketAddress destination(Cluster cluster, int service, int endpoint) {
      return new InetSocketAddress(cluster.endpointIp(service, endpoint), Cluster.TARGET_PORT);
    }
  },
  KUBEVERT {
    @Override
    void program(Testbed testbed, Cluster cluster) throws InterruptedException {
      MeasuredProxy.startIn(testbed.node(), cluster).stop();
    }
  },
  IPTABLES {
    @Override
    void program(Testbed testbed, Cluster cluster) throws IOException, InterruptedException {
      run(testbed, IptablesRules.of(cluster), "iptables-legacy-restore");
    }
  },
  IPVS {
    @Override
    void program(Testbed testbed, Cluster cluster) throws IOException, InterruptedException {
      run(testbed, "", "ipvsadm", "--clear");
      testbed.node().run("sysctl", "-qw", "net.ipv4.vs.conntrack=1");
      testbed.node().run("ip", "route", "add", "local", Cluster.SERVICE_CIDR, "dev", "lo");
      run(testbed, IpvsServices.of(cluster), "ipvsadm", "--restore");
    }
  };

  private static final Duration LIMIT = Duration.ofMinutes(3);

  /**
   * Has a node forward to a cluster's Services.
   *
   * @throws IOException if this machine or its kernel lacks what it takes
   */
  abstract void program(Testbed testbed, Cluster cluster) throws IOException, InterruptedException;

  /** Where a client goes. */
  InetSocketAddress destination(Cluster cluster, int service, int endpoint) {
    return new InetSocketAddress(Cluster.serviceIp(service), Cluster.PORT);
  }

  private static void run(Testbed testbed, String input, String... program)
      throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of("ip", "netns", "exec", testbed.node().name()));
    words.addAll(List.of(program));
    Command.Result result = new Command(words, input, LIMIT).await();
    if (result.exitCode() != 0) {
      throw new IOException(result.output().strip().lines().findFirst().orElse("no word why"));
    }
  }
}

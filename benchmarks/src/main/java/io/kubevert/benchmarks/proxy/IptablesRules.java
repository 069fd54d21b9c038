package io.kubevert.benchmarks.proxy;

/** The same Services as iptables rules, a chain for each and for each endpoint, as kube-proxy's. */
final class IptablesRules {
  private final Cluster cluster;
  private final StringBuilder chains = new StringBuilder("*nat\n:KUBE-SERVICES - [0:0]\n");
  private final StringBuilder rules = new StringBuilder();

  private IptablesRules(Cluster cluster) {
    this.cluster = cluster;
  }

  /** What {@code iptables-restore} reads. */
  static String of(Cluster cluster) {
    IptablesRules text = new IptablesRules(cluster);
    text.rules
        .append("-A PREROUTING -j KUBE-SERVICES\n-A OUTPUT -j KUBE-SERVICES\n")
        .append("-A POSTROUTING -m mark --mark 0x4000/0x4000 -j MASQUERADE\n");
    for (int service = 0; service < cluster.services(); service++) {
      text.add(service);
    }
    return text.chains.append(text.rules).append("COMMIT\n").toString();
  }

  private void add(int service) {
    String to =
        "-d %s/32 -p tcp -m tcp --dport %d".formatted(Cluster.serviceIp(service), Cluster.PORT);
    chains.append(":KUBE-SVC-").append(service).append(" - [0:0]\n");
    rule("KUBE-SERVICES", to + " -j KUBE-SVC-" + service);
    rule("KUBE-SVC-" + service, "! -s 10.64.0.0/10 " + to + " -j MARK --set-xmark 0x4000/0x4000");
    for (int endpoint = 0; endpoint < cluster.endpoints(); endpoint++) {
      String chain = "KUBE-SEP-" + service + "-" + endpoint;
      String address = cluster.endpointIp(service, endpoint);
      chains.append(':').append(chain).append(" - [0:0]\n");
      rule("KUBE-SVC-" + service, chance(cluster.endpoints() - endpoint) + "-j " + chain);
      rule(chain, "-s " + address + "/32 -j MARK --set-xmark 0x4000/0x4000");
      rule(chain, "-p tcp -m tcp -j DNAT --to-destination " + address + ":" + Cluster.TARGET_PORT);
    }
  }

  private static String chance(int left) {
    return left == 1 ? "" : "-m statistic --mode random --probability %.5f ".formatted(1.0 / left);
  }

  private void rule(String chain, String rule) {
    rules.append("-A ").append(chain).append(' ').append(rule).append('\n');
  }
}

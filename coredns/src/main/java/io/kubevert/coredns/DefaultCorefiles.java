package io.kubevert.coredns;

/** What a server runs by when nobody wrote a Corefile. */
public final class DefaultCorefiles {
  private DefaultCorefiles() {}

  /** kubeadm's Corefile; upstream servers that are all down are a SERVFAIL at once, not a wait. */
  public static String cluster() {
    return """
        .:53 {
            errors
            health {
               lameduck 0s
            }
            ready
            kubernetes cluster.local in-addr.arpa ip6.arpa {
               pods insecure
               fallthrough in-addr.arpa ip6.arpa
               ttl 30
            }
            prometheus :9153
            forward . /etc/resolv.conf {
               max_concurrent 1000
               failfast_all_unhealthy_upstreams
            }
            cache 30 {
               disable success cluster.local
               disable denial cluster.local
            }
            loop
            reload
            loadbalance
        }
        """;
  }

  /**
   * node-cache's Corefile. A SERVFAIL of the cluster's zones is not kept: it passes at once.
   * Whether the cluster DNS is there is asked with a name that it needs nobody else for.
   *
   * @param localAddress where the cache answers
   * @param clusterDns the cluster DNS Service that it asks
   * @param healthPort the health page's
   */
  public static String nodeCache(String localAddress, String clusterDns, int healthPort) {
    String cluster =
        """
        %3$s:53 {
            errors
            cache {
                success 9984 30
                denial 9984 5
                servfail 0s
            }
            reload
            loop
            bind %1$s
            forward . %2$s {
                force_tcp
                health_check 500ms domain cluster.local
            }
            prometheus :9253
            %4$s
        }
        """;
    String health = "health :%d".formatted(healthPort);
    return cluster.formatted(localAddress, clusterDns, "cluster.local", health)
        + cluster.formatted(localAddress, clusterDns, "in-addr.arpa", "")
        + cluster.formatted(localAddress, clusterDns, "ip6.arpa", "")
        + """
        .:53 {
            errors
            cache 30
            reload
            loop
            bind %s
            forward . /etc/resolv.conf {
                failfast_all_unhealthy_upstreams
            }
            prometheus :9253
        }
        """
            .formatted(localAddress);
  }
}

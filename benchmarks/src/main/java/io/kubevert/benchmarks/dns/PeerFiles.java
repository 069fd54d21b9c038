package io.kubevert.benchmarks.dns;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The configurations of the servers, all with the same records. */
record PeerFiles(Path directory, String address, SyntheticCluster cluster) {
  private static final String SOA =
      "ns.dns.cluster.local. hostmaster.cluster.local. 1 7200 1800 86400 30";
  private static final int THREADS = Runtime.getRuntime().availableProcessors();

  /** kubeadm's, without the plugins that talk to the outside. */
  Path corefile(int port) throws IOException {
    return write(
        "Corefile",
        """
        .:%d {
            errors
            kubernetes cluster.local in-addr.arpa ip6.arpa {
                pods insecure
                fallthrough in-addr.arpa ip6.arpa
                ttl 30
                startup_timeout 60s
            }
            bufsize 1232
            prometheus 127.0.0.1:9153
            loadbalance
        }
        """
            .formatted(port));
  }

  /** node-cache's for the cluster's zone; the one that it asks holds the records. */
  Path cacheCorefile(int port, int upstream) throws IOException {
    return write(
        "Corefile.cache",
        """
        cluster.local:%d {
            errors
            cache {
                success 9984 30
                denial 9984 5
            }
            forward . %s:%d {
                force_tcp
            }
            prometheus 127.0.0.1:9253
        }
        """
            .formatted(port, address, upstream));
  }

  Path unbound(int port) throws IOException {
    Path records = directory.resolve("unbound.records");
    try (BufferedWriter out = Files.newBufferedWriter(records)) {
      out.write("local-zone: \"cluster.local.\" static\n");
      out.write("local-data: \"cluster.local. 30 IN SOA %s\"\n".formatted(SOA));
      for (int i = 0; i < cluster.services(); i++) {
        out.write(
            "local-data: \"%s 30 IN A %s\"\n"
                .formatted(SyntheticCluster.name(i), SyntheticCluster.clusterIp(i)));
      }
      for (int i = 0; i < SyntheticCluster.HEADLESS_ENDPOINTS; i++) {
        out.write(
            "local-data: \"%s 30 IN A %s\"\n"
                .formatted(SyntheticCluster.HEADLESS, SyntheticCluster.headlessAddress(i)));
      }
    }
    return write("unbound.conf", unboundServer(port) + "  include: \"%s\"\n".formatted(records));
  }

  /** As a cache in front of the other one. */
  Path unboundCache(int port, int upstream) throws IOException {
    return write(
        "unbound-cache.conf",
        unboundServer(port)
            + """
              forward-zone:
                name: "cluster.local."
                forward-addr: %s@%d
                forward-tcp-upstream: yes
              """
                .formatted(address, upstream));
  }

  private String unboundServer(int port) {
    return """
        server:
          interface: %s
          port: %d
          access-control: 0.0.0.0/0 allow
          do-daemonize: no
          username: ""
          chroot: ""
          pidfile: ""
          directory: "%s"
          use-syslog: no
          logfile: "%s"
          num-threads: %d
          so-reuseport: yes
          so-rcvbuf: 4m
          module-config: "iterator"
          do-not-query-localhost: no
          local-zone: "local." nodefault
        """
        .formatted(address, port, directory, directory.resolve("unbound.log"), THREADS);
  }

  Path knot(int port) throws IOException {
    Path zone = directory.resolve("cluster.local.zone");
    try (BufferedWriter out = Files.newBufferedWriter(zone)) {
      out.write(
          "cluster.local. 30 SOA %s\ncluster.local. 30 NS ns.dns.cluster.local.\n".formatted(SOA));
      out.write("ns.dns.cluster.local. 30 A 10.96.0.10\n");
      for (int i = 0; i < cluster.services(); i++) {
        out.write(
            "%s 30 A %s\n".formatted(SyntheticCluster.name(i), SyntheticCluster.clusterIp(i)));
      }
      for (int i = 0; i < SyntheticCluster.HEADLESS_ENDPOINTS; i++) {
        out.write(
            "%s 30 A %s\n"
                .formatted(SyntheticCluster.HEADLESS, SyntheticCluster.headlessAddress(i)));
      }
    }
    return write(
        "knot.conf",
        """
        server:
            rundir: "%1$s"
            listen: %2$s@%3$d
            udp-workers: %4$d
        database:
            storage: "%1$s"
        template:
          - id: default
            storage: "%1$s"
            zonefile-sync: -1
            journal-content: none
        zone:
          - domain: cluster.local.
            file: "%5$s"
        """
            .formatted(directory, address, port, THREADS, zone));
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }
}

package io.kubevert.benchmarks.proxy;

/** The same Services as IPVS ones. */
final class IpvsServices {
  private IpvsServices() {}

  /** What {@code ipvsadm --restore} reads. */
  static String of(Cluster cluster) {
    StringBuilder text = new StringBuilder();
    for (int service = 0; service < cluster.services(); service++) {
      String address = Cluster.serviceIp(service) + ":" + Cluster.PORT;
      text.append("-A -t ").append(address).append(" -s rr\n");
      for (int endpoint = 0; endpoint < cluster.endpoints(); endpoint++) {
        text.append(
            "-a -t %s -r %s:%d -m\n"
                .formatted(address, cluster.endpointIp(service, endpoint), Cluster.TARGET_PORT));
      }
    }
    return text.toString();
  }
}

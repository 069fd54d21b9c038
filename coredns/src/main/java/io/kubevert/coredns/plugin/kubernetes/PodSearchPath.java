package io.kubevert.coredns.plugin.kubernetes;

import io.kubevert.coredns.plugin.ResolvConf;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import org.xbill.DNS.Name;

/** What the kubelet writes behind {@code search} in a pod's resolv.conf. */
final class PodSearchPath {
  private static final String NODE_FILE = "/etc/resolv.conf";

  private final Name zone;
  private final Name services;
  private volatile List<Name> ofNode = List.of();

  PodSearchPath(Name zone) {
    this.zone = zone;
    this.services = RecordMaker.below("svc", zone);
  }

  /** Reads the node's own search path; a node without the file has none. */
  Future<Void> start(Vertx vertx) {
    return vertx
        .fileSystem()
        .readFile(NODE_FILE)
        .onSuccess(text -> ofNode = ResolvConf.searchPath(text.toString()))
        .<Void>mapEmpty()
        .otherwiseEmpty();
  }

  List<Name> of(String namespace) {
    List<Name> domains = new ArrayList<>();
    domains.add(RecordMaker.below(namespace, services));
    domains.add(services);
    domains.add(zone);
    domains.addAll(ofNode);
    return domains;
  }
}

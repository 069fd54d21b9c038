package io.kubevert.kubeproxy.rules;

import io.kubevert.kubeproxy.address.Addresses;
import io.kubevert.kubeproxy.endpoints.EndpointSlice;
import io.kubevert.kubeproxy.endpoints.PortEndpoint;
import io.kubevert.kubeproxy.nftables.Chain;
import io.kubevert.kubeproxy.rules.EndpointChains.Masquerade;
import io.kubevert.kubeproxy.service.Service;
import io.kubevert.kubeproxy.service.ServicePort;
import io.kubevert.kubeproxy.topology.EndpointCategories;
import io.kubevert.kubeproxy.topology.NodeTopology;
import java.util.List;

/** Compiles what one Service needs in the table of one family. Pure; several threads may ask. */
public final class ServiceCompiler {
  private static final String REJECT = Dispatch.REJECT;
  private static final String DROP = Dispatch.DROP;

  private final Family family;
  private final RuleSettings settings;
  private final NodeTopology node;
  private final EndpointChains endpointChains;

  public ServiceCompiler(Family family, RuleSettings settings, NodeTopology node) {
    this.family = family;
    this.settings = settings.only(family);
    this.node = node;
    this.endpointChains = new EndpointChains(family, settings);
  }

  /** A Service has a part in the families of its cluster addresses, and in no other. */
  public ServiceRules compile(Service service, List<EndpointSlice> slices) {
    if (!family.serves(service)) {
      return ServiceRules.NONE;
    }
    ServiceRules.Builder rules = new ServiceRules.Builder();
    for (String address : family.select(service.clusterIps())) {
      rules.add(Skeleton.CLUSTER_IPS, address, Dispatch.number(Dispatch.REJECT));
    }
    for (ServicePort port : service.ports()) {
      List<PortEndpoint> endpoints = PortEndpoint.of(slices, port, family == Family.IPV6);
      new PortCompiler(rules, service, port, EndpointCategories.of(endpoints, node)).compile();
    }
    return rules.build();
  }

  /** One port of a Service. */
  private final class PortCompiler {
    private final ServiceRules.Builder rules;
    private final Service service;
    private final ServicePort port;
    private final EndpointCategories endpoints;
    private final boolean affinity;
    private final String group;

    PortCompiler(
        ServiceRules.Builder rules,
        Service service,
        ServicePort port,
        EndpointCategories endpoints) {
      this.rules = rules;
      this.service = service;
      this.port = port;
      this.endpoints = endpoints;
      this.affinity = service.affinitySeconds().isPresent();
      this.group =
          affinity ? Affinity.group(service.key() + ":" + port.name() + "/" + port.protocol()) : "";
    }

    void compile() {
      for (String address : family.select(service.clusterIps())) {
        String destination = destination(address, port.port());
        dispatch(Skeleton.SERVICES, destination, internal(destination));
      }
      for (String address : family.select(service.externalIps())) {
        external(destination(address, port.port()));
      }
      if (port.nodePort() != 0) {
        settings.nodePortIps().forEach(ip -> external(destination(ip, port.nodePort())));
      }
      for (String address : family.select(service.loadBalancerIps())) {
        loadBalancer(address);
      }
      addHairpin(endpoints.cluster());
      addHairpin(endpoints.local());
    }

    private void dispatch(String map, String destination, String verdict) {
      rules.add(map, destination, Dispatch.number(verdict));
    }

    private String destination(String address, int number) {
      return address + " . " + port.protocol().keyword() + " . " + number;
    }

    private String internal(String destination) {
      List<PortEndpoint> chosen = service.internalLocal() ? endpoints.local() : endpoints.cluster();
      if (chosen.isEmpty()) {
        return endpoints.anyUsable() ? DROP : REJECT;
      }
      return send(destination, EndpointList.USUAL, chosen, Masquerade.OUTSIDERS);
    }

    private void external(String destination) {
      dispatch(Skeleton.SERVICES, destination, externalVerdict(destination));
    }

    private String externalVerdict(String destination) {
      if (!endpoints.anyUsable()) {
        return REJECT;
      }
      if (!service.externalLocal()) {
        return send(destination, EndpointList.USUAL, endpoints.cluster(), Masquerade.EVERYBODY);
      }
      dispatch(
          Skeleton.EXTERNAL_CLUSTER_POLICY,
          destination,
          send(destination, EndpointList.USUAL, endpoints.cluster(), Masquerade.NOBODY));
      dispatch(
          Skeleton.EXTERNAL_LOCAL_POLICY,
          destination,
          endpoints.local().isEmpty()
              ? DROP
              : send(destination, EndpointList.LOCAL, endpoints.local(), Masquerade.NOBODY));
      return Dispatch.EXTERNAL_LOCAL;
    }

    private void loadBalancer(String address) {
      String destination = destination(address, port.port());
      List<String> ranges = Addresses.withoutNested(family.select(service.sourceRanges()));
      if (ranges.isEmpty()) {
        external(destination);
        return;
      }
      dispatch(Skeleton.SERVICES, destination, Dispatch.FIREWALL);
      dispatch(Skeleton.FIREWALLED_SERVICES, destination, externalVerdict(destination));
      ranges.forEach(range -> rules.add(Skeleton.SOURCE_RANGES, destination + " . " + range, ""));
      if (reachesItself(address, ranges)) {
        rules.add(Skeleton.SOURCE_RANGES, destination + " . " + address, "");
      }
    }

    /** A node that may speak to the address does so with the address as its source. */
    private boolean reachesItself(String address, List<String> ranges) {
      return settings.nodeIps().stream().anyMatch(node -> anyContains(ranges, node))
          && !anyContains(ranges, address);
    }

    private String send(
        String destination, EndpointList list, List<PortEndpoint> chosen, Masquerade masquerade) {
      for (int number = 0; number < chosen.size(); number++) {
        rules.add(list.endpoints(), destination + " . " + number, target(chosen.get(number)));
      }
      if (affinity) {
        addAffinity(destination, list, chosen);
      }
      List<Chain> chains = endpointChains.chains(list, chosen.size(), affinity, masquerade);
      chains.forEach(rules::add);
      return "goto " + chains.getLast().name();
    }

    private void addAffinity(String destination, EndpointList list, List<PortEndpoint> chosen) {
      Chain learn = Affinity.learn(family, service.affinitySeconds().getAsInt());
      rules.add(learn);
      rules.add(Skeleton.AFFINITY_GROUPS, destination, group);
      rules.add(Skeleton.AFFINITY_TIMEOUTS, group, "jump " + learn.name());
      for (PortEndpoint endpoint : chosen) {
        String number = Affinity.endpoint(endpoint.endpoint().address(), endpoint.port());
        rules.add(list.endpoints(), destination + " . " + number, target(endpoint));
      }
    }

    private void addHairpin(List<PortEndpoint> chosen) {
      for (PortEndpoint endpoint : chosen) {
        String on = endpoint.endpoint().nodeName();
        if (on.isEmpty() || on.equals(node.nodeName())) {
          String address = endpoint.endpoint().address();
          rules.add(Skeleton.HAIRPIN, address + " . " + address, "");
        }
      }
    }

    private static String target(PortEndpoint endpoint) {
      return endpoint.endpoint().address() + " . " + endpoint.port();
    }
  }

  private static boolean anyContains(List<String> cidrs, String address) {
    return cidrs.stream().anyMatch(cidr -> Addresses.contains(cidr, address));
  }
}

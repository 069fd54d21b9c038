package io.kubevert.kubeproxy.loadbalancer.announcement;

import io.kubevert.client.event.EventRecorder;
import io.kubevert.client.informer.Informer;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.client.workqueue.WorkQueue;
import io.kubevert.kubeproxy.loadbalancer.pool.IpAddress;
import io.kubevert.kubeproxy.loadbalancer.pool.LoadBalancerConfig;
import io.kubevert.kubeproxy.loadbalancer.service.BalancedService;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Announces the addresses that this node is elected for. Belongs to one context.
 *
 * <p>While the control plane is away, the last election stands; but an address that another node
 * claims then is left to it, since that node may have been elected by those who still hear it.
 */
public final class Speaker {
  private static final Logger LOG = LoggerFactory.getLogger(Speaker.class);
  private static final String EVERYTHING = "addresses";

  private final String node;
  private final Supplier<LoadBalancerConfig> config;
  private final Informer<BalancedService> services;
  private final Placements placements;
  private final BooleanSupplier inContact;
  private final Announcers announcers;
  private final EventRecorder events;
  private final WorkQueue<String> queue;
  private final Consumer<ObjectKey> told;
  private Map<ObjectKey, Map<IpAddress, Set<String>>> announced = Map.of();

  /**
   * @param inContact whether the control plane answers this node
   * @param told of each Service whose addresses are announced otherwise than before
   */
  public Speaker(
      Vertx vertx,
      String node,
      Supplier<LoadBalancerConfig> config,
      Informer<BalancedService> services,
      Placements placements,
      BooleanSupplier inContact,
      Announcers announcers,
      EventRecorder events,
      Consumer<ObjectKey> told) {
    this.node = node;
    this.config = config;
    this.services = services;
    this.placements = placements;
    this.inContact = inContact;
    this.announcers = announcers;
    this.events = events;
    this.told = told;
    this.queue = new WorkQueue<>(vertx, "load-balancer-announcements", 1, key -> reconcile());
  }

  /** Something that an election depends on is not what it was. */
  public void changed() {
    queue.add(EVERYTHING);
  }

  /** Other nodes are alive than before: who listens may have heard somebody else meanwhile. */
  public void membersChanged() {
    announcers.addresses().forEach(announcers::repeat);
    changed();
  }

  /** Another node claims one of our addresses. */
  public void claimed(IpAddress address) {
    if (!announcers.addresses().contains(address)) {
      return;
    }
    if (inContact.getAsBoolean()) {
      announcers.repeat(address);
    } else {
      LOG.atWarn()
          .addKeyValue("address", address)
          .log("another node announces an address of ours, and the control plane is away");
      announcers.withdraw(address);
    }
  }

  public void stop() {
    queue.close();
  }

  /** The links on which a Service's addresses are answered for here; empty if on none. */
  public Set<String> links(ObjectKey service) {
    return announced.getOrDefault(service, Map.of()).values().stream()
        .flatMap(Set::stream)
        .collect(Collectors.toSet());
  }

  /** The addresses that are answered for here, by Service. */
  public Map<ObjectKey, Set<IpAddress>> announced() {
    Map<ObjectKey, Set<IpAddress>> addresses = new TreeMap<>();
    announced.forEach((service, links) -> addresses.put(service, Set.copyOf(links.keySet())));
    return addresses;
  }

  private Future<Void> reconcile() {
    Map<ObjectKey, Map<IpAddress, Set<String>>> elected = elected();
    Map<IpAddress, Set<String>> wanted = new HashMap<>();
    elected
        .values()
        .forEach(
            addresses ->
                addresses.forEach(
                    (address, links) ->
                        wanted.computeIfAbsent(address, none -> new HashSet<>()).addAll(links)));
    withdrawAllBut(wanted.keySet());
    wanted.forEach(
        (address, links) -> {
          if (!announcers.addresses().contains(address)) {
            LOG.atInfo().addKeyValue("address", address).log("announced from here");
          }
          announcers.announce(address, links);
        });
    tell(elected);
    return Future.succeededFuture();
  }

  private void withdrawAllBut(Set<IpAddress> wanted) {
    for (IpAddress address : announcers.addresses()) {
      if (!wanted.contains(address)) {
        LOG.atInfo().addKeyValue("address", address).log("no longer announced from here");
        announcers.withdraw(address);
      }
    }
  }

  /** The addresses that belong here, by Service, with the links that they belong on. */
  private Map<ObjectKey, Map<IpAddress, Set<String>>> elected() {
    Map<ObjectKey, Map<IpAddress, Set<String>>> elected = new HashMap<>();
    for (BalancedService service : services.values()) {
      if (service.balanced()
          && service.loadBalancerClass().equals(config.get().loadBalancerClass())) {
        for (IpAddress address : service.assigned()) {
          if (placements.of(service, address)
                  instanceof Placement.Announced(String on, Set<String> links)
              && on.equals(node)) {
            elected.computeIfAbsent(service.key(), none -> new TreeMap<>()).put(address, links);
          }
        }
      }
    }
    return elected;
  }

  /** Tells of what is answered for: a link that an advertisement names may not be there. */
  private void tell(Map<ObjectKey, Map<IpAddress, Set<String>>> elected) {
    Map<ObjectKey, Map<IpAddress, Set<String>>> before = announced;
    announced = new HashMap<>();
    elected.forEach(
        (service, addresses) -> {
          for (IpAddress address : addresses.keySet()) {
            Set<String> links = announcers.links(address);
            if (!links.isEmpty()) {
              announced.computeIfAbsent(service, none -> new TreeMap<>()).put(address, links);
            }
          }
        });
    for (ObjectKey service : union(before.keySet(), announced.keySet())) {
      Map<IpAddress, Set<String>> now = announced.getOrDefault(service, Map.of());
      Map<IpAddress, Set<String>> then = before.getOrDefault(service, Map.of());
      if (!then.keySet().containsAll(now.keySet())) {
        recordEvent(service);
      }
      if (!then.equals(now)) {
        told.accept(service);
      }
    }
  }

  private void recordEvent(ObjectKey key) {
    services
        .get(key)
        .ifPresent(
            service ->
                events.record(
                    service.reference(),
                    EventRecorder.Type.NORMAL,
                    "nodeAssigned",
                    "announcing from node \"" + node + "\" with protocol \"layer2\""));
  }

  private static Set<ObjectKey> union(Set<ObjectKey> some, Set<ObjectKey> others) {
    Set<ObjectKey> all = new HashSet<>(some);
    all.addAll(others);
    return all;
  }
}

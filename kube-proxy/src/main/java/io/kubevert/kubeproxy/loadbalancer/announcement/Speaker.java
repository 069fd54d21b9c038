package io.kubevert.kubeproxy.loadbalancer.announcement;

import io.kubevert.client.event.EventRecorder;
import io.kubevert.client.informer.Informer;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.client.workqueue.WorkQueue;
import io.kubevert.kubeproxy.endpoints.EndpointSlice;
import io.kubevert.kubeproxy.loadbalancer.pool.Ipv4;
import io.kubevert.kubeproxy.loadbalancer.pool.LoadBalancerConfig;
import io.kubevert.kubeproxy.loadbalancer.service.BalancedService;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
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
  private final LoadBalancerConfig config;
  private final Informer<BalancedService> services;
  private final Function<ObjectKey, List<EndpointSlice>> slices;
  private final Supplier<Set<String>> nodes;
  private final BooleanSupplier inContact;
  private final Announcer announcer;
  private final EventRecorder events;
  private final WorkQueue<String> queue;
  private Set<Announcement> announced = Set.of();

  private record Announcement(ObjectKey service, Ipv4 address) {}

  /**
   * @param nodes those that are alive and not excluded
   * @param inContact whether the control plane answers this node
   */
  public Speaker(
      Vertx vertx,
      String node,
      LoadBalancerConfig config,
      Informer<BalancedService> services,
      Function<ObjectKey, List<EndpointSlice>> slices,
      Supplier<Set<String>> nodes,
      BooleanSupplier inContact,
      Announcer announcer,
      EventRecorder events) {
    this.node = node;
    this.config = config;
    this.services = services;
    this.slices = slices;
    this.nodes = nodes;
    this.inContact = inContact;
    this.announcer = announcer;
    this.events = events;
    this.queue = new WorkQueue<>(vertx, "load-balancer-announcements", 1, key -> reconcile());
  }

  /** Something that an election depends on is not what it was. */
  public void changed() {
    queue.add(EVERYTHING);
  }

  /** Other nodes are alive than before: who listens may have heard somebody else meanwhile. */
  public void nodesChanged() {
    announcer.addresses().forEach(announcer::repeat);
    changed();
  }

  /** Another node claims one of our addresses. */
  public void claimed(Ipv4 address) {
    if (!announcer.addresses().contains(address)) {
      return;
    }
    if (inContact.getAsBoolean()) {
      announcer.repeat(address);
    } else {
      LOG.atWarn()
          .addKeyValue("address", address)
          .log("another node announces an address of ours, and the control plane is away");
      announcer.withdraw(address);
    }
  }

  public void stop() {
    queue.close();
  }

  private Future<Void> reconcile() {
    Set<Announcement> elected = elected();
    Set<Ipv4> addresses = new HashSet<>();
    elected.forEach(announcement -> addresses.add(announcement.address()));
    for (Ipv4 address : announcer.addresses()) {
      if (!addresses.contains(address)) {
        LOG.atInfo().addKeyValue("address", address).log("no longer announced from here");
        announcer.withdraw(address);
      }
    }
    for (Ipv4 address : addresses) {
      if (!announcer.addresses().contains(address)) {
        LOG.atInfo().addKeyValue("address", address).log("announced from here");
        announcer.announce(address);
      }
    }
    tell(elected);
    announced = elected;
    return Future.succeededFuture();
  }

  private Set<Announcement> elected() {
    Set<String> alive = nodes.get();
    Set<Announcement> elected = new HashSet<>();
    for (BalancedService service : services.values()) {
      if (service.balanced() && service.loadBalancerClass().equals(config.loadBalancerClass())) {
        Set<String> candidates = Candidacy.of(service, slices.apply(service.key()), alive);
        service.assigned().stream()
            .filter(config::contains)
            .filter(
                address -> Election.winner(address, candidates).filter(node::equals).isPresent())
            .forEach(address -> elected.add(new Announcement(service.key(), address)));
      }
    }
    return elected;
  }

  private void tell(Set<Announcement> elected) {
    for (Announcement announcement : elected) {
      if (!announced.contains(announcement)) {
        services
            .get(announcement.service())
            .ifPresent(
                service ->
                    events.record(
                        service.reference(),
                        EventRecorder.Type.NORMAL,
                        "nodeAssigned",
                        "announcing from node \"" + node + "\" with protocol \"layer2\""));
      }
    }
  }
}

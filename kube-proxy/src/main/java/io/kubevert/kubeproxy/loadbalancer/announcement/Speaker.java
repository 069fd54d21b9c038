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
import java.util.HashSet;
import java.util.Set;
import java.util.function.BooleanSupplier;
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
  private final Supplier<LoadBalancerConfig> config;
  private final Informer<BalancedService> services;
  private final Placements placements;
  private final BooleanSupplier inContact;
  private final Announcers announcers;
  private final EventRecorder events;
  private final WorkQueue<String> queue;
  private Set<Announcement> announced = Set.of();

  private record Announcement(ObjectKey service, IpAddress address) {}

  /**
   * @param inContact whether the control plane answers this node
   */
  public Speaker(
      Vertx vertx,
      String node,
      Supplier<LoadBalancerConfig> config,
      Informer<BalancedService> services,
      Placements placements,
      BooleanSupplier inContact,
      Announcers announcers,
      EventRecorder events) {
    this.node = node;
    this.config = config;
    this.services = services;
    this.placements = placements;
    this.inContact = inContact;
    this.announcers = announcers;
    this.events = events;
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

  private Future<Void> reconcile() {
    Set<Announcement> elected = elected();
    Set<IpAddress> addresses = new HashSet<>();
    elected.forEach(announcement -> addresses.add(announcement.address()));
    for (IpAddress address : announcers.addresses()) {
      if (!addresses.contains(address)) {
        LOG.atInfo().addKeyValue("address", address).log("no longer announced from here");
        announcers.withdraw(address);
      }
    }
    for (IpAddress address : addresses) {
      if (!announcers.addresses().contains(address)) {
        LOG.atInfo().addKeyValue("address", address).log("announced from here");
        announcers.announce(address);
      }
    }
    tell(elected);
    announced = elected;
    return Future.succeededFuture();
  }

  private Set<Announcement> elected() {
    Set<Announcement> elected = new HashSet<>();
    for (BalancedService service : services.values()) {
      if (service.balanced()
          && service.loadBalancerClass().equals(config.get().loadBalancerClass())) {
        service.assigned().stream()
            .filter(address -> isHere(placements.of(service, address), address))
            .forEach(address -> elected.add(new Announcement(service.key(), address)));
      }
    }
    return elected;
  }

  /** Whether an address belongs here, on the link that this node has for it. */
  private boolean isHere(Placement placement, IpAddress address) {
    return placement instanceof Placement.Announced(String elected, Set<String> links)
        && elected.equals(node)
        && (links.isEmpty() || announcers.link(address).filter(links::contains).isPresent());
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

package io.kubevert.apiserver.serviceaddress;

import io.kubevert.apiserver.kinds.ResourceCatalog;
import io.kubevert.apiserver.kinds.networking.IpAddresses;
import io.kubevert.apiserver.kinds.networking.ServiceCidrs;
import io.kubevert.apiserver.registry.Registry;
import io.kubevert.apiserver.status.StatusException;
import io.kubevert.apiserver.watch.WatchedEvent;
import io.kubevert.client.resource.ResourceTypes;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the objects that say which ranges cluster IPs come from and who has which. At start
 * everything is compared; then each event is seen to by itself. Belongs to the registry's context.
 */
public final class ServiceAddresses {
  private static final Logger LOG = LoggerFactory.getLogger(ServiceAddresses.class);
  private static final String SERVICES = ResourceTypes.SERVICES.groupResource() + "/";
  private static final String ADDRESSES = IpAddresses.TYPE.groupResource() + "/";
  private static final String CIDRS = ServiceCidrs.TYPE.groupResource() + "/";

  private final AddressObjects addresses;
  private final RangeObjects ranges;
  private boolean failed;

  public ServiceAddresses(Registry registry, ResourceCatalog catalog, InstantSource clock) {
    this.addresses = new AddressObjects(registry, catalog, this::settle);
    this.ranges = new RangeObjects(registry, catalog, clock, this::settle);
  }

  /** Compares all that is stored. */
  public void start() {
    ranges.listen();
    addresses.compare();
    ranges.compare();
  }

  /** Compares all again, if a write has failed since. */
  public void repair() {
    if (failed) {
      failed = false;
      start();
    }
  }

  /** Hears of everything that happens. */
  public void changed(WatchedEvent event) {
    String prefix = event.prefix();
    if (prefix.equals(SERVICES)) {
      addresses.serviceChanged(event.event());
    } else if (prefix.equals(ADDRESSES)) {
      addresses.addressChanged(event.event());
    } else if (prefix.equals(CIDRS)) {
      ranges.compare();
    }
  }

  /**
   * Writes. What the API refuses is let be: somebody else has written in between, and that is an
   * event, which leads here again.
   */
  private void settle(Supplier<? extends Future<?>> write) {
    try {
      write.get().onFailure(this::note);
    } catch (StatusException e) {
      note(e);
    }
  }

  private void note(Throwable failure) {
    if (failure instanceof StatusException refused && refused.status().code() < 500) {
      LOG.atDebug().setCause(failure).log("an address of a Service was written by somebody else");
    } else {
      failed = true;
      LOG.atWarn().setCause(failure).log("the addresses of Services are not up to date");
    }
  }

  /** Makes a write, whose outcome is none of the caller's concern. */
  @FunctionalInterface
  interface Writer {
    void write(Supplier<? extends Future<?>> write);
  }
}

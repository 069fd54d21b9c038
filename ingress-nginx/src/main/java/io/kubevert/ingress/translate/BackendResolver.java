package io.kubevert.ingress.translate;

import io.kubevert.ingress.exchange.Backend;
import io.kubevert.ingress.exchange.BackendKey;
import io.kubevert.ingress.exchange.Endpoint;
import io.kubevert.ingress.watch.EndpointSlice;
import io.kubevert.ingress.watch.Service;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Where the requests for one port of a Service go. */
public final class BackendResolver {
  private static final Comparator<Endpoint> ORDER =
      Comparator.comparing(Endpoint::host).thenComparing(Endpoint::port);

  private BackendResolver() {}

  /**
   * Resolves a backend.
   *
   * <p>Ready endpoints take requests; while there is none, those that drain but still serve do, so
   * that the last pod of a Service ends without an error (KEP-1669).
   *
   * @param slices those of the Service
   */
  public static Backend resolve(BackendKey key, Service service, Collection<EndpointSlice> slices) {
    Optional<Service.Port> port = service.port(key.port());
    if (service.externalName().isPresent()) {
      return external(key, service.externalName().get(), port);
    }
    if (port.isEmpty()) {
      return Backend.NONE;
    }
    List<Endpoint> ready = endpoints(slices, port.get(), EndpointSlice.Address::ready);
    List<Endpoint> endpoints =
        ready.isEmpty() ? endpoints(slices, port.get(), EndpointSlice.Address::draining) : ready;
    return new Backend(
        endpoints, service.clusterIp().map(address -> new Endpoint(address, port.get().number())));
  }

  private static Backend external(BackendKey key, String name, Optional<Service.Port> port) {
    Optional<Integer> number =
        port.map(Service.Port::number)
            .or(
                () ->
                    key.port().matches("\\d{1,5}")
                        ? Optional.of(Integer.valueOf(key.port()))
                        : Optional.empty());
    return number
        .map(known -> new Backend(List.of(new Endpoint(name, known)), Optional.empty()))
        .orElse(Backend.NONE);
  }

  private static List<Endpoint> endpoints(
      Collection<EndpointSlice> slices,
      Service.Port port,
      Predicate<EndpointSlice.Address> wanted) {
    return slices.stream()
        .filter(slice -> slice.ports().containsKey(port.name()))
        .flatMap(
            slice ->
                slice.addresses().stream()
                    .filter(wanted)
                    .map(
                        address -> new Endpoint(address.address(), slice.ports().get(port.name()))))
        .distinct()
        .sorted(ORDER)
        .toList();
  }
}

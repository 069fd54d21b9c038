package io.kubevert.apiserver.serviceaddress;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.kinds.ResourceCatalog;
import io.kubevert.apiserver.kinds.networking.IpAddresses;
import io.kubevert.apiserver.registry.DeleteRequest;
import io.kubevert.apiserver.registry.Registry;
import io.kubevert.apiserver.registry.ResourceDefinition;
import io.kubevert.apiserver.registry.Target;
import io.kubevert.apiserver.registry.WriteOptions;
import io.kubevert.apiserver.storage.StoreEvent;
import io.kubevert.apiserver.validation.Addresses;
import io.kubevert.client.Json;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.client.resource.ResourceTypes;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Keeps one IPAddress for each cluster IP of a Service, and none besides. */
final class AddressObjects {
  private static final DeleteRequest DELETE =
      new DeleteRequest(null, Optional.empty(), "", "", false);

  private final Registry registry;
  private final ResourceDefinition definition;
  private final ServiceAddresses.Writer writer;
  private final Map<ObjectKey, Set<String>> held = new HashMap<>();
  private final Map<String, ObjectKey> owners = new HashMap<>();

  AddressObjects(Registry registry, ResourceCatalog catalog, ServiceAddresses.Writer writer) {
    this.registry = registry;
    this.definition = catalog.find("networking.k8s.io", "v1", "ipaddresses").orElseThrow();
    this.writer = writer;
  }

  void compare() {
    held.clear();
    owners.clear();
    for (ObjectNode service : registry.all(ResourceTypes.SERVICES)) {
      hold(ObjectKey.of(service), addresses(service));
    }
    registry.all(IpAddresses.TYPE).forEach(this::check);
    owners.keySet().forEach(this::ensure);
  }

  void serviceChanged(StoreEvent event) {
    ObjectNode service = Json.parse(event.value());
    ObjectKey key = ObjectKey.of(service);
    Set<String> after = event.type() == StoreEvent.Type.DELETED ? Set.of() : addresses(service);
    Set<String> before = hold(key, after);
    before.stream().filter(address -> !after.contains(address)).forEach(this::check);
    after.stream().filter(address -> !before.contains(address)).forEach(this::check);
    after.forEach(this::ensure);
  }

  void addressChanged(StoreEvent event) {
    ObjectNode address = Json.parse(event.value());
    if (event.type() == StoreEvent.Type.DELETED) {
      ensure(name(address));
    } else {
      check(address);
    }
  }

  /** Notes what a Service has now, and tells what it had. */
  private Set<String> hold(ObjectKey service, Set<String> addresses) {
    Set<String> before = held.getOrDefault(service, Set.of());
    before.forEach(address -> owners.remove(address, service));
    addresses.forEach(address -> owners.put(address, service));
    if (addresses.isEmpty()) {
      held.remove(service);
    } else {
      held.put(service, addresses);
    }
    return before;
  }

  private static Set<String> addresses(JsonNode service) {
    Set<String> addresses = new LinkedHashSet<>();
    for (JsonNode address : service.path("spec").path("clusterIPs")) {
      Addresses.parse(address.asText()).map(Addresses::text).ifPresent(addresses::add);
    }
    return addresses;
  }

  private void check(String address) {
    registry.find(target(address)).ifPresent(this::check);
  }

  /** Deletes an object that says of a Service what is not so; its going is an event. */
  private void check(ObjectNode address) {
    JsonNode parent = address.path("spec").path("parentRef");
    ObjectKey said =
        new ObjectKey(parent.path("namespace").asText(""), parent.path("name").asText(""));
    if (IpAddresses.isOfService(address) && !said.equals(owners.get(name(address)))) {
      writer.write(() -> registry.delete(target(name(address)), DELETE));
    }
  }

  /** Makes the object of an address that a Service has. */
  private void ensure(String address) {
    ObjectKey owner = owners.get(address);
    if (owner != null && registry.find(target(address)).isEmpty()) {
      writer.write(
          () -> registry.create(definition, "", object(address, owner), WriteOptions.DEFAULT));
    }
  }

  private static ObjectNode object(String text, ObjectKey service) {
    ObjectNode address = Json.object();
    ObjectNode labels = address.putObject("metadata").put("name", text).putObject("labels");
    boolean four = InetAddress.ofLiteral(text).getAddress().length == 4;
    labels.put("ipaddress.kubernetes.io/ip-family", four ? "IPv4" : "IPv6");
    labels.put("ipaddress.kubernetes.io/managed-by", "ipallocator.k8s.io");
    ObjectNode parent = address.putObject("spec").putObject("parentRef");
    parent.put("group", "").put("resource", "services");
    parent.put("namespace", service.namespace()).put("name", service.name());
    return address;
  }

  private Target target(String address) {
    return new Target(definition, "", address);
  }

  private static String name(JsonNode object) {
    return object.path("metadata").path("name").asText();
  }
}

package io.kubevert.apiserver.kinds.core;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Service;
import io.kubevert.apiserver.registry.Reservation;
import io.kubevert.apiserver.registry.ResourceDefinition;
import io.kubevert.apiserver.registry.Strategy;
import io.kubevert.apiserver.validation.FieldErrors;
import io.kubevert.apiserver.validation.Names;
import io.kubevert.client.resource.ResourceTypes;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Services. */
public final class Services implements Strategy {
  private final AddressRanges addresses;
  private final ServiceAllocation allocation;

  private Services(AddressRanges addresses, int nodePortFrom, int nodePortTo) {
    this.addresses = addresses;
    this.allocation =
        new ServiceAllocation(
            addresses,
            new NodePortAllocator(nodePortFrom, nodePortTo, RandomGenerator.getDefault()));
  }

  /**
   * @param addresses where cluster IPs are taken from
   * @param nodePortFrom the first node port
   * @param nodePortTo the last node port, included
   */
  public static ResourceDefinition definition(
      AddressRanges addresses, int nodePortFrom, int nodePortTo) {
    return new ResourceDefinition(
        ResourceTypes.SERVICES,
        "service",
        List.of("svc"),
        List.of("all"),
        Service.class,
        new Services(addresses, nodePortFrom, nodePortTo),
        ServiceColumns.all(),
        Set.of("status", "proxy"));
  }

  @Override
  public List<String> nameFaults(String name) {
    return Names.dns1035Label(name);
  }

  @Override
  public void setDefaults(ObjectNode service) {
    ServiceDefaults.apply(service);
  }

  @Override
  public List<String> warnings(JsonNode service) {
    return ServiceWarnings.of(service.path("spec"));
  }

  @Override
  public void prepareForCreate(ObjectNode service) {
    service.putObject("status").putObject("loadBalancer");
    JsonNode none = MissingNode.getInstance();
    ServiceTransition.normalizeClusterIps(service, none);
    ServiceFamilies.complete(service, none, addresses.families());
  }

  @Override
  public void prepareForUpdate(ObjectNode service, ObjectNode old) {
    Strategy.super.prepareForUpdate(service, old);
    ServiceTransition.carryOver(service, old);
    ServiceTransition.normalizeClusterIps(service, old);
    ServiceTransition.dropUseless(service, old);
    ServiceFamilies.complete(service, old, addresses.families());
  }

  @Override
  public void validate(ObjectNode service, FieldErrors errors) {
    ServiceValidation.validate(service, errors);
    ServiceAddressValidation.validate(service, addresses.families(), errors);
  }

  @Override
  public void validateUpdate(ObjectNode service, ObjectNode old, FieldErrors errors) {
    ServiceAddressValidation.validateUpdate(service, old, errors);
  }

  @Override
  public Reservation reserve(ObjectNode service, ObjectNode old, FieldErrors errors) {
    return allocation.reserve(service, old, errors);
  }

  @Override
  public boolean reserves() {
    return true;
  }

  @Override
  public void deleted(ObjectNode service) {
    allocation.release(service);
  }

  @Override
  public Map<String, String> selectableFields(JsonNode service) {
    return Map.of(
        "spec.clusterIP", service.path("spec").path("clusterIP").asText(""),
        "spec.type", ServiceType.type(service));
  }
}

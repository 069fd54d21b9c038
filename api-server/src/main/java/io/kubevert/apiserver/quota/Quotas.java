package io.kubevert.apiserver.quota;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.kinds.core.PodResources;
import io.kubevert.apiserver.registry.OtherObjects;
import io.kubevert.apiserver.registry.Reservation;
import io.kubevert.apiserver.status.StatusException;
import io.kubevert.apiserver.status.Statuses;
import io.kubevert.apiserver.validation.Quantities;
import io.kubevert.client.resource.ResourceType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Admission by ResourceQuotas. What is used is counted when somebody asks, the writes that are
 * under way included, so that no two of them get the same last place. Belongs to the registry's
 * context.
 */
public final class Quotas {
  static final ResourceType TYPE =
      new ResourceType("", "v1", "ResourceQuota", "resourcequotas", true);
  private static final String COUNT = "count/";
  private static final Set<String> COMPUTE =
      Set.of("cpu", "memory", "requests.cpu", "requests.memory", "limits.cpu", "limits.memory");

  private final OtherObjects objects;
  private final Set<Charge> underWay = new HashSet<>();

  /** What a write takes that is not known to have succeeded yet. */
  private static final class Charge implements Reservation {
    private final Set<Charge> all;
    private final ResourceType type;
    private final JsonNode object;
    private final String namespace;

    Charge(Set<Charge> all, ResourceType type, JsonNode object, String namespace) {
      this.all = all;
      this.type = type;
      this.object = object;
      this.namespace = namespace;
    }

    @Override
    public void commit() {
      all.remove(this);
    }

    @Override
    public void rollback() {
      all.remove(this);
    }
  }

  public Quotas(OtherObjects objects) {
    this.objects = objects;
  }

  /**
   * Counts an object before it is written.
   *
   * @param old the object as stored; null on create
   * @throws StatusException if a quota of its namespace has no room for it
   */
  public Reservation charge(ResourceType type, ObjectNode object, ObjectNode old) {
    String namespace = namespace(object);
    if (namespace.isEmpty()) {
      return Reservation.NONE;
    }
    List<ObjectNode> quotas =
        objects.all(TYPE).stream().filter(quota -> namespace(quota).equals(namespace)).toList();
    Map<String, BigDecimal> wanted = quotas.isEmpty() ? Map.of() : increase(type, object, old);
    if (wanted.isEmpty()) {
      return Reservation.NONE;
    }
    quotas.stream()
        .filter(quota -> QuotaUsage.isInScope(quota, type, object))
        .forEach(quota -> admit(quota, type, object, wanted));
    Charge charge = new Charge(underWay, type, object, namespace);
    underWay.add(charge);
    return charge;
  }

  private static Map<String, BigDecimal> increase(
      ResourceType type, JsonNode object, JsonNode old) {
    Map<String, BigDecimal> wanted = new TreeMap<>(QuotaUsage.of(type, object));
    if (old != null) {
      QuotaUsage.of(type, old)
          .forEach((name, amount) -> wanted.merge(name, amount.negate(), BigDecimal::add));
    }
    wanted.values().removeIf(amount -> amount.signum() <= 0);
    return wanted;
  }

  private void admit(
      JsonNode quota, ResourceType type, ObjectNode object, Map<String, BigDecimal> wanted) {
    JsonNode hard = quota.path("spec").path("hard");
    requireAmounts(quota, type, object);
    Map<String, BigDecimal> used = used(quota);
    List<String> exceeded = new ArrayList<>();
    for (Map.Entry<String, JsonNode> limit : hard.properties()) {
      BigDecimal asked = wanted.get(limit.getKey());
      Optional<BigDecimal> most = Quantities.parse(limit.getValue().asText());
      if (asked != null && most.isPresent()) {
        BigDecimal before = used.getOrDefault(limit.getKey(), BigDecimal.ZERO);
        if (before.add(asked).compareTo(most.get()) > 0) {
          exceeded.add(limit.getKey());
        }
      }
    }
    if (!exceeded.isEmpty()) {
      exceeded.sort(null);
      refuse(
          type,
          object,
          "exceeded quota: "
              + name(quota)
              + ", requested: "
              + texts(exceeded, wanted, hard)
              + ", used: "
              + texts(exceeded, used, hard)
              + ", limited: "
              + exceeded.stream()
                  .map(each -> each + "=" + hard.path(each).asText())
                  .collect(Collectors.joining(",")));
    }
  }

  /** A pod that says nothing of what a quota counts cannot be counted. */
  private static void requireAmounts(JsonNode quota, ResourceType type, ObjectNode object) {
    if (!type.groupResource().equals("pods")) {
      return;
    }
    Map<String, BigDecimal> requests = PodResources.amounts(object.path("spec"), "requests");
    Map<String, BigDecimal> limits = PodResources.amounts(object.path("spec"), "limits");
    List<String> missing = new ArrayList<>();
    for (Map.Entry<String, JsonNode> limit : quota.path("spec").path("hard").properties()) {
      String name = limit.getKey();
      String resource = name.substring(name.indexOf('.') + 1);
      boolean known =
          name.startsWith("limits.")
              ? limits.containsKey(resource)
              : requests.containsKey(resource);
      if (COMPUTE.contains(name) && !known) {
        missing.add(name + " for: " + containers(object));
      }
    }
    if (!missing.isEmpty()) {
      missing.sort(null);
      refuse(
          type,
          object,
          "failed quota: " + name(quota) + ": must specify " + String.join("; ", missing));
    }
  }

  private static String containers(JsonNode pod) {
    List<String> names = new ArrayList<>();
    pod.path("spec").path("containers").forEach(each -> names.add(each.path("name").asText()));
    return String.join(",", names);
  }

  /** What is used of a quota, writes that are under way included. */
  Map<String, BigDecimal> used(JsonNode quota) {
    Map<String, BigDecimal> used = new TreeMap<>();
    String namespace = namespace(quota);
    Map<String, ObjectNode> stored = new HashMap<>();
    for (ResourceType type : counted(quota)) {
      for (ObjectNode object : objects.all(type)) {
        if (namespace(object).equals(namespace)) {
          add(quota, type, object, used);
          stored.put(uid(object), object);
        }
      }
    }
    // An object is stored a little sooner than its write is known to have succeeded.
    underWay.stream()
        .filter(charge -> charge.namespace.equals(namespace))
        .filter(charge -> QuotaUsage.isInScope(quota, charge.type, charge.object))
        .map(charge -> increase(charge.type, charge.object, stored.get(uid(charge.object))))
        .forEach(more -> more.forEach((name, amount) -> used.merge(name, amount, BigDecimal::add)));
    return used;
  }

  private static void add(
      JsonNode quota, ResourceType type, JsonNode object, Map<String, BigDecimal> used) {
    if (QuotaUsage.isInScope(quota, type, object)) {
      QuotaUsage.of(type, object)
          .forEach((name, amount) -> used.merge(name, amount, BigDecimal::add));
    }
  }

  /** The resources that a quota is about. */
  private static Set<ResourceType> counted(JsonNode quota) {
    Set<ResourceType> types = new HashSet<>();
    for (Map.Entry<String, JsonNode> limit : quota.path("spec").path("hard").properties()) {
      String name = limit.getKey();
      if (name.startsWith(COUNT)) {
        String[] resource = name.substring(COUNT.length()).split("\\.", 2);
        types.add(type(resource.length == 2 ? resource[1] : "", resource[0]));
      } else if (name.startsWith("services")) {
        types.add(type("", "services"));
      } else if (name.equals("requests.storage")) {
        types.add(type("", "persistentvolumeclaims"));
      } else if (name.equals("pods") || name.contains(".") || COMPUTE.contains(name)) {
        types.add(type("", "pods"));
      } else {
        types.add(type("", name));
      }
    }
    return types;
  }

  private static ResourceType type(String group, String plural) {
    return new ResourceType(group, "v1", plural, plural, true);
  }

  private static String texts(List<String> names, Map<String, BigDecimal> amounts, JsonNode like) {
    return names.stream()
        .map(
            name ->
                name
                    + "="
                    + Quantities.text(
                        amounts.getOrDefault(name, BigDecimal.ZERO), like.path(name).asText()))
        .collect(Collectors.joining(","));
  }

  private static void refuse(ResourceType type, JsonNode object, String why) {
    throw new StatusException(
        Statuses.forbidden(type, object.path("metadata").path("name").asText(""), why));
  }

  private static String name(JsonNode object) {
    return object.path("metadata").path("name").asText();
  }

  private static String uid(JsonNode object) {
    return object.path("metadata").path("uid").asText();
  }

  private static String namespace(JsonNode object) {
    return object.path("metadata").path("namespace").asText("");
  }
}

package io.kubevert.apiserver.registry;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Binding;
import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import io.fabric8.kubernetes.api.model.autoscaling.v1.Scale;
import io.fabric8.kubernetes.api.model.policy.v1.Eviction;
import io.kubevert.apiserver.table.Column;
import io.kubevert.client.resource.ResourceType;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * One subresource of a resource, as discovery and OpenAPI have it.
 *
 * @param type what its bodies are, or its options, where it passes requests on
 * @param verbs in the order of discovery
 * @param body the schema of its bodies; empty where it passes requests on, or gives text
 */
public record SubresourceDefinition(
    String name, ResourceType type, List<String> verbs, Optional<ResourceDefinition> body) {
  private static final List<String> CHANGE = List.of("get", "patch", "update");
  private static final List<String> CREATE = List.of("create");
  private static final List<String> CONNECT = List.of("create", "get");
  private static final List<String> PASS_ON = List.of("create", "delete", "get", "patch", "update");

  /** What a body about the scale subresource is. */
  public static final ResourceDefinition SCALE =
      body(
          "autoscaling",
          Scale.class,
          Column.objectName(),
          Column.number("Desired", "How many are wanted.", scale -> replicas(scale, "spec")),
          Column.number("Available", "How many there are.", scale -> replicas(scale, "status")),
          Column.age());

  /** What a body that puts a pod on a node is. */
  public static final ResourceDefinition BINDING = body("", Binding.class);

  /** What a body that evicts a pod is. */
  public static final ResourceDefinition EVICTION = body("policy", Eviction.class);

  /** What a body that asks for a token is. */
  public static final ResourceDefinition TOKEN_REQUEST =
      body("authentication.k8s.io", TokenRequest.class);

  /** The subresources of a resource in the order of their names. */
  public static List<SubresourceDefinition> of(ResourceDefinition resource) {
    return resource.subresources().stream().sorted().map(name -> of(resource, name)).toList();
  }

  private static SubresourceDefinition of(ResourceDefinition resource, String name) {
    return switch (name) {
      case "scale" -> with(name, CHANGE, SCALE);
      case "eviction" -> with(name, CREATE, EVICTION);
      case "binding" -> with(name, CREATE, BINDING);
      case "token" -> with(name, CREATE, TOKEN_REQUEST);
      case "exec" -> without(name, CONNECT, options("PodExecOptions"));
      case "attach" -> without(name, CONNECT, options("PodAttachOptions"));
      case "portforward" -> without(name, CONNECT, options("PodPortForwardOptions"));
      case "proxy" -> without(name, PASS_ON, options(resource.type().kind() + "ProxyOptions"));
      case "log" -> without(name, List.of("get"), resource.type());
      case "finalize" -> with(name, List.of("update"), resource);
      default -> with(name, CHANGE, resource);
    };
  }

  /** Whether requests are passed on to whoever is behind it. */
  public boolean isConnection() {
    return body.isEmpty() && !name.equals("log");
  }

  private static SubresourceDefinition with(
      String name, List<String> verbs, ResourceDefinition body) {
    return new SubresourceDefinition(name, body.type(), verbs, Optional.of(body));
  }

  private static SubresourceDefinition without(String name, List<String> verbs, ResourceType type) {
    return new SubresourceDefinition(name, type, verbs, Optional.empty());
  }

  private static ResourceType options(String kind) {
    return new ResourceType("", "v1", kind, "", true);
  }

  private static int replicas(JsonNode scale, String part) {
    return scale.path(part).path("replicas").asInt();
  }

  private static ResourceDefinition body(String group, Class<?> model, Column... columns) {
    String kind = model.getSimpleName();
    return new ResourceDefinition(
        new ResourceType(group, "v1", kind, kind.toLowerCase(Locale.ROOT) + "s", true),
        kind.toLowerCase(Locale.ROOT),
        List.of(),
        List.of(),
        model,
        Strategy.PLAIN,
        List.of(columns),
        Set.of());
  }
}

package io.kubevert.nodeagent.environment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVarSource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ServiceAccountTokenProjection;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import io.kubevert.client.KubeClient;
import io.kubevert.client.request.ApiException;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.client.resource.ResourceType;
import io.kubevert.client.resource.ResourceTypes;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The contents of the ConfigMaps and Secrets that a pod refers to, and its tokens, as of one
 * moment.
 */
public final class PodReferences {
  private final Map<Reference, Map<String, byte[]>> contents;

  private record Reference(ResourceType type, ObjectKey key) {}

  private final Map<AccountTokens.Request, String> tokens;

  private PodReferences(
      Map<Reference, Map<String, byte[]>> contents, Map<AccountTokens.Request, String> tokens) {
    this.contents = contents;
    this.tokens = tokens;
  }

  /** Reads everything that a pod refers to; what does not exist is absent. */
  public static Future<PodReferences> read(KubeClient client, AccountTokens accounts, Pod pod) {
    Map<Reference, Map<String, byte[]>> contents = new HashMap<>();
    Map<AccountTokens.Request, String> tokens = new HashMap<>();
    List<Future<Void>> reads = new ArrayList<>();
    for (Reference reference : references(pod)) {
      reads.add(
          client
              .get(reference.type, reference.key)
              .<Void>map(
                  object -> {
                    contents.put(reference, decoded(object));
                    return null;
                  })
              .recover(PodReferences::unlessAbsent));
    }
    for (AccountTokens.Request request : tokenRequests(pod)) {
      reads.add(
          accounts
              .token(pod, request)
              .<Void>map(
                  token -> {
                    tokens.put(request, token);
                    return null;
                  })
              .recover(PodReferences::unlessAbsent));
    }
    return Future.all(reads).map(ignored -> new PodReferences(contents, tokens));
  }

  private static Future<Void> unlessAbsent(Throwable failure) {
    return ApiException.isNotFound(failure)
        ? Future.succeededFuture()
        : Future.failedFuture(failure);
  }

  private static Set<AccountTokens.Request> tokenRequests(Pod pod) {
    return pod.getSpec().getVolumes().stream()
        .filter(volume -> volume.getProjected() != null)
        .flatMap(volume -> volume.getProjected().getSources().stream())
        .filter(source -> source.getServiceAccountToken() != null)
        .map(source -> AccountTokens.request(pod, source.getServiceAccountToken()))
        .collect(Collectors.toSet());
  }

  /** A token of the pod's ServiceAccount; empty if there is no such account. */
  public Optional<byte[]> token(Pod pod, ServiceAccountTokenProjection source) {
    return Optional.ofNullable(tokens.get(AccountTokens.request(pod, source)))
        .map(token -> token.getBytes(StandardCharsets.UTF_8));
  }

  /** A ConfigMap's entries; empty if it does not exist. */
  public Optional<Map<String, byte[]>> configMap(String namespace, String name) {
    return find(ResourceTypes.CONFIG_MAPS, namespace, name);
  }

  /** A Secret's entries, decoded; empty if it does not exist. */
  public Optional<Map<String, byte[]>> secret(String namespace, String name) {
    return find(ResourceTypes.SECRETS, namespace, name);
  }

  private Optional<Map<String, byte[]>> find(ResourceType type, String namespace, String name) {
    return Optional.ofNullable(contents.get(new Reference(type, new ObjectKey(namespace, name))));
  }

  private static Set<Reference> references(Pod pod) {
    Set<Reference> references = new LinkedHashSet<>();
    String namespace = pod.getMetadata().getNamespace();
    List<Container> containers = new ArrayList<>(pod.getSpec().getInitContainers());
    containers.addAll(pod.getSpec().getContainers());
    for (Container container : containers) {
      container
          .getEnvFrom()
          .forEach(
              source -> {
                if (source.getConfigMapRef() != null) {
                  references.add(configMapReference(namespace, source.getConfigMapRef().getName()));
                }
                if (source.getSecretRef() != null) {
                  references.add(secretReference(namespace, source.getSecretRef().getName()));
                }
              });
      container.getEnv().forEach(variable -> add(references, namespace, variable.getValueFrom()));
    }
    pod.getSpec().getVolumes().forEach(volume -> add(references, namespace, volume));
    return references;
  }

  private static void add(Set<Reference> references, String namespace, EnvVarSource source) {
    if (source != null && source.getConfigMapKeyRef() != null) {
      references.add(configMapReference(namespace, source.getConfigMapKeyRef().getName()));
    }
    if (source != null && source.getSecretKeyRef() != null) {
      references.add(secretReference(namespace, source.getSecretKeyRef().getName()));
    }
  }

  private static void add(Set<Reference> references, String namespace, Volume volume) {
    if (volume.getConfigMap() != null) {
      references.add(configMapReference(namespace, volume.getConfigMap().getName()));
    }
    if (volume.getSecret() != null) {
      references.add(secretReference(namespace, volume.getSecret().getSecretName()));
    }
    if (volume.getProjected() != null) {
      for (VolumeProjection source : volume.getProjected().getSources()) {
        if (source.getConfigMap() != null) {
          references.add(configMapReference(namespace, source.getConfigMap().getName()));
        }
        if (source.getSecret() != null) {
          references.add(secretReference(namespace, source.getSecret().getName()));
        }
      }
    }
  }

  private static Reference configMapReference(String namespace, String name) {
    return new Reference(ResourceTypes.CONFIG_MAPS, new ObjectKey(namespace, name));
  }

  private static Reference secretReference(String namespace, String name) {
    return new Reference(ResourceTypes.SECRETS, new ObjectKey(namespace, name));
  }

  private static Map<String, byte[]> decoded(ObjectNode object) {
    Map<String, byte[]> entries = new TreeMap<>();
    boolean secret = object.path("kind").asText().equals("Secret");
    for (Map.Entry<String, JsonNode> entry : object.path("data").properties()) {
      String text = entry.getValue().asText();
      entries.put(
          entry.getKey(),
          secret ? Base64.getMimeDecoder().decode(text) : text.getBytes(StandardCharsets.UTF_8));
    }
    for (Map.Entry<String, JsonNode> entry : object.path("binaryData").properties()) {
      entries.put(entry.getKey(), Base64.getMimeDecoder().decode(entry.getValue().asText()));
    }
    return entries;
  }
}

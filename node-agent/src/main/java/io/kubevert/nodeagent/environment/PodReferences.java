package io.kubevert.nodeagent.environment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVarSource;
import io.fabric8.kubernetes.api.model.Pod;
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

/** The contents of the ConfigMaps and Secrets that a pod refers to, as of one moment. */
public final class PodReferences {
  private final Map<Reference, Map<String, byte[]>> contents;

  private record Reference(ResourceType type, ObjectKey key) {}

  private PodReferences(Map<Reference, Map<String, byte[]>> contents) {
    this.contents = contents;
  }

  /** Reads everything that a pod refers to; what does not exist is absent. */
  public static Future<PodReferences> read(KubeClient client, Pod pod) {
    Map<Reference, Map<String, byte[]>> contents = new HashMap<>();
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
              .recover(
                  failure ->
                      ApiException.isNotFound(failure)
                          ? Future.succeededFuture()
                          : Future.failedFuture(failure)));
    }
    return Future.all(reads).map(ignored -> new PodReferences(contents));
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

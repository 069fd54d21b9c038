package io.kubevert.nodeagent.environment;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarSource;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A container's variables: the image's, those of Services, those of {@code envFrom}, those of
 * {@code env}, a later one taking the place of an earlier.
 */
public final class ContainerEnvironment {
  private final String namespace;
  private final PodReferences references;
  private final DownwardFields fields;

  public ContainerEnvironment(String namespace, PodReferences references, DownwardFields fields) {
    this.namespace = namespace;
    this.references = references;
    this.fields = fields;
  }

  /**
   * @throws MissingReferenceException if something that is not optional is not there
   */
  public Map<String, String> of(
      Container container, List<String> image, String hostname, Map<String, String> services) {
    Map<String, String> variables = new LinkedHashMap<>();
    for (String variable : image) {
      String[] parts = variable.split("=", 2);
      variables.put(parts[0], parts.length == 2 ? parts[1] : "");
    }
    variables.putIfAbsent("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
    variables.put("HOSTNAME", hostname);
    variables.putAll(services);
    container.getEnvFrom().forEach(source -> addAll(variables, source));
    for (EnvVar variable : container.getEnv()) {
      value(variable, container, variables)
          .ifPresent(value -> variables.put(variable.getName(), value));
    }
    return variables;
  }

  private void addAll(Map<String, String> variables, EnvFromSource source) {
    String prefix = source.getPrefix() == null ? "" : source.getPrefix();
    Optional<Map<String, byte[]>> entries = Optional.empty();
    if (source.getConfigMapRef() != null) {
      String name = source.getConfigMapRef().getName();
      entries = references.configMap(namespace, name);
      require(entries, source.getConfigMapRef().getOptional(), "configmap", name);
    } else if (source.getSecretRef() != null) {
      String name = source.getSecretRef().getName();
      entries = references.secret(namespace, name);
      require(entries, source.getSecretRef().getOptional(), "secret", name);
    }
    entries.orElse(Map.of()).forEach((key, value) -> variables.put(prefix + key, text(value)));
  }

  private Optional<String> value(
      EnvVar variable, Container container, Map<String, String> variables) {
    EnvVarSource source = variable.getValueFrom();
    if (source == null) {
      String value = variable.getValue() == null ? "" : variable.getValue();
      return Optional.of(Expansion.expand(value, variables));
    }
    if (source.getFieldRef() != null) {
      return Optional.of(fields.field(source.getFieldRef().getFieldPath()));
    }
    if (source.getResourceFieldRef() != null) {
      return Optional.of(fields.resource(source.getResourceFieldRef(), container));
    }
    if (source.getConfigMapKeyRef() != null) {
      var key = source.getConfigMapKeyRef();
      var entries = references.configMap(namespace, key.getName());
      require(entries, key.getOptional(), "configmap", key.getName());
      return entry(entries, key.getKey(), key.getOptional(), "ConfigMap", key.getName());
    }
    if (source.getSecretKeyRef() != null) {
      var key = source.getSecretKeyRef();
      var entries = references.secret(namespace, key.getName());
      require(entries, key.getOptional(), "secret", key.getName());
      return entry(entries, key.getKey(), key.getOptional(), "Secret", key.getName());
    }
    return Optional.empty();
  }

  private Optional<String> entry(
      Optional<Map<String, byte[]>> entries,
      String key,
      Boolean optional,
      String kind,
      String name) {
    Optional<byte[]> value = entries.map(map -> map.get(key));
    if (value.isEmpty() && !Boolean.TRUE.equals(optional)) {
      throw new MissingReferenceException(
          "couldn't find key " + key + " in " + kind + " " + namespace + "/" + name);
    }
    return value.map(ContainerEnvironment::text);
  }

  private static void require(
      Optional<Map<String, byte[]>> entries, Boolean optional, String kind, String name) {
    if (entries.isEmpty() && !Boolean.TRUE.equals(optional)) {
      throw new MissingReferenceException(kind + " \"" + name + "\" not found");
    }
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}

package io.kubevert.apiserver.kinds.core;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Secret;
import io.kubevert.apiserver.registry.ResourceDefinition;
import io.kubevert.apiserver.registry.Strategy;
import io.kubevert.apiserver.table.Column;
import io.kubevert.apiserver.validation.FieldErrors;
import io.kubevert.apiserver.validation.Names;
import io.kubevert.client.resource.ResourceTypes;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Secrets. */
public final class Secrets implements Strategy {
  private static final int MOST_BYTES = 1024 * 1024;
  private static final String ACCOUNT_NAME = "kubernetes.io/service-account.name";

  private Secrets() {}

  public static ResourceDefinition definition() {
    return new ResourceDefinition(
        ResourceTypes.SECRETS,
        "secret",
        List.of(),
        List.of(),
        Secret.class,
        new Secrets(),
        List.of(
            Column.objectName(),
            Column.text(
                "Type", "What the Secret is used for.", secret -> secret.path("type").asText("")),
            Column.number(
                "Data", "How many keys the Secret has.", secret -> secret.path("data").size()),
            Column.age()),
        Set.of());
  }

  @Override
  public void setDefaults(ObjectNode secret) {
    if (secret.path("type").asText("").isEmpty()) {
      secret.put("type", "Opaque");
    }
    if (secret.path("stringData").isObject()) {
      ObjectNode data = secret.withObject("/data");
      for (var entry : secret.path("stringData").properties()) {
        byte[] value = entry.getValue().asText("").getBytes(StandardCharsets.UTF_8);
        data.put(entry.getKey(), Base64.getEncoder().encodeToString(value));
      }
      secret.remove("stringData");
    }
  }

  @Override
  public void validate(ObjectNode secret, FieldErrors errors) {
    JsonNode data = secret.path("data");
    long size = 0;
    for (var entry : data.properties()) {
      Names.configMapKey(entry.getKey())
          .forEach(fault -> errors.invalid("data[" + entry.getKey() + "]", entry.getKey(), fault));
      size += entry.getValue().asText("").length() * 3L / 4;
    }
    if (size > MOST_BYTES) {
      errors.tooLong("data", MOST_BYTES);
    }
    String type = secret.path("type").asText("");
    for (String key : requiredKeys(type)) {
      if (!data.has(key)) {
        errors.required("data[" + key + "]", "");
      }
    }
    if (type.equals("kubernetes.io/basic-auth") && !data.has("username") && !data.has("password")) {
      errors.required("data[username]", "").required("data[password]", "");
    }
    JsonNode account = secret.path("metadata").path("annotations").path(ACCOUNT_NAME);
    if (type.equals("kubernetes.io/service-account-token") && account.asText("").isEmpty()) {
      errors.required("metadata.annotations[" + ACCOUNT_NAME + "]", "");
    }
  }

  @Override
  public void validateUpdate(ObjectNode secret, ObjectNode old, FieldErrors errors) {
    if (!secret.path("type").equals(old.path("type"))) {
      errors.invalid("type", secret.path("type").asText(""), "field is immutable");
    }
    Immutability.check(secret, old, List.of("data"), errors);
  }

  @Override
  public boolean specChanged(ObjectNode secret, ObjectNode old) {
    return false;
  }

  @Override
  public Map<String, String> selectableFields(JsonNode secret) {
    return Map.of("type", secret.path("type").asText(""));
  }

  private static List<String> requiredKeys(String type) {
    return switch (type) {
      case "kubernetes.io/tls" -> List.of("tls.crt", "tls.key");
      case "kubernetes.io/dockerconfigjson" -> List.of(".dockerconfigjson");
      case "kubernetes.io/dockercfg" -> List.of(".dockercfg");
      case "kubernetes.io/ssh-auth" -> List.of("ssh-privatekey");
      default -> List.of();
    };
  }
}

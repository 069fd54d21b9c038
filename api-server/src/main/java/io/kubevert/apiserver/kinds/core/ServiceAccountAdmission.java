package io.kubevert.apiserver.kinds.core;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.registry.OtherObjects;
import io.kubevert.apiserver.status.StatusException;
import io.kubevert.apiserver.status.Statuses;
import io.kubevert.client.Json;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.client.resource.ResourceTypes;
import java.util.List;
import java.util.Optional;

/**
 * What a new pod gets from its ServiceAccount: a volume with the account's token, the cluster's
 * certificate authority and the namespace, and the Secrets to pull images with.
 */
final class ServiceAccountAdmission {
  private static final String DEFAULT = "default";
  private static final String MIRROR = "kubernetes.io/config.mirror";
  private static final String MOUNT_PATH = "/var/run/secrets/kubernetes.io/serviceaccount";
  private static final String VOLUME_PREFIX = "kube-api-access-";
  private static final int TOKEN_SECONDS = 3_607;
  private static final int MODE = 0644;
  private static final int SUFFIX_LENGTH = 5;

  private ServiceAccountAdmission() {}

  /**
   * @throws StatusException if the pod names an account that is not there. The account {@code
   *     default} may be on its way: its namespace may be as new as the pod.
   */
  static void admit(ObjectNode pod, OtherObjects others) {
    if (pod.path("metadata").path("annotations").has(MIRROR)) {
      return;
    }
    ObjectNode spec = pod.withObject("/spec");
    String namespace = pod.path("metadata").path("namespace").asText();
    String name = spec.path("serviceAccountName").asText();
    Optional<ObjectNode> account =
        others.find(ResourceTypes.SERVICE_ACCOUNTS, new ObjectKey(namespace, name));
    if (account.isEmpty() && !name.equals(DEFAULT)) {
      throw unknown(pod, namespace, name);
    }
    JsonNode found = account.<JsonNode>map(known -> known).orElseGet(Json::object);
    if (spec.path("imagePullSecrets").isEmpty() && !found.path("imagePullSecrets").isEmpty()) {
      spec.set("imagePullSecrets", found.get("imagePullSecrets").deepCopy());
    }
    boolean wanted =
        spec.path("automountServiceAccountToken")
            .asBoolean(found.path("automountServiceAccountToken").asBoolean(true));
    if (wanted) {
      mount(pod, spec);
    }
  }

  private static void mount(ObjectNode pod, ObjectNode spec) {
    Optional<String> present = presentVolume(spec);
    String volume = present.orElseGet(() -> VOLUME_PREFIX + suffix(pod));
    boolean mounted = false;
    for (String list : List.of("initContainers", "containers")) {
      for (JsonNode container : spec.path(list)) {
        ArrayNode mounts = ((ObjectNode) container).withArrayProperty("volumeMounts");
        if (!mountsPath(mounts)) {
          mounted = true;
          mounts.addObject().put("name", volume).put("readOnly", true).put("mountPath", MOUNT_PATH);
        }
      }
    }
    if (mounted && present.isEmpty()) {
      spec.withArrayProperty("volumes").add(volume(volume));
    }
  }

  private static Optional<String> presentVolume(JsonNode spec) {
    for (JsonNode volume : spec.path("volumes")) {
      String name = volume.path("name").asText("");
      if (name.startsWith(VOLUME_PREFIX) && volume.has("projected")) {
        return Optional.of(name);
      }
    }
    return Optional.empty();
  }

  private static boolean mountsPath(JsonNode mounts) {
    for (JsonNode mount : mounts) {
      if (mount.path("mountPath").asText("").equals(MOUNT_PATH)) {
        return true;
      }
    }
    return false;
  }

  private static ObjectNode volume(String name) {
    ObjectNode volume = Json.object().put("name", name);
    ObjectNode projected = volume.putObject("projected");
    ArrayNode sources = projected.putArray("sources");
    sources
        .addObject()
        .putObject("serviceAccountToken")
        .put("expirationSeconds", TOKEN_SECONDS)
        .put("path", "token");
    ObjectNode authority =
        sources.addObject().putObject("configMap").put("name", "kube-root-ca.crt");
    authority.putArray("items").addObject().put("key", "ca.crt").put("path", "ca.crt");
    ObjectNode field =
        sources
            .addObject()
            .putObject("downwardAPI")
            .putArray("items")
            .addObject()
            .put("path", "namespace");
    field.putObject("fieldRef").put("apiVersion", "v1").put("fieldPath", "metadata.namespace");
    projected.put("defaultMode", MODE);
    return volume;
  }

  /** Different for every pod, and the same whenever this is asked for a pod. */
  private static String suffix(ObjectNode pod) {
    String uid = pod.path("metadata").path("uid").asText("").replace("-", "");
    return uid.substring(Math.max(0, uid.length() - SUFFIX_LENGTH));
  }

  private static StatusException unknown(ObjectNode pod, String namespace, String name) {
    String why =
        "error looking up service account %s/%s: serviceaccount \"%s\" not found"
            .formatted(namespace, name, name);
    return new StatusException(
        Statuses.forbidden(ResourceTypes.PODS, pod.path("metadata").path("name").asText(""), why));
  }
}

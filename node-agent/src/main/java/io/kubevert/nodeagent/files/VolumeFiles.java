package io.kubevert.nodeagent.files;

import io.fabric8.kubernetes.api.model.DownwardAPIVolumeFile;
import io.fabric8.kubernetes.api.model.EmptyDirVolumeSource;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ServiceAccountTokenProjection;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import io.kubevert.nodeagent.environment.DownwardFields;
import io.kubevert.nodeagent.environment.MissingReferenceException;
import io.kubevert.nodeagent.environment.PodReferences;
import io.kubevert.nodeagent.linux.Mounts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The contents of a pod's volumes. */
final class VolumeFiles {
  private static final int DEFAULT_MODE = 0644;
  private static final int ANYBODY = 0777;

  private final PodDirectory directory;
  private final PodReferences references;
  private final DownwardFields fields;

  VolumeFiles(PodDirectory directory, PodReferences references, DownwardFields fields) {
    this.directory = directory;
    this.references = references;
    this.fields = fields;
  }

  /** Where a volume is on the node. */
  static Path source(Pod pod, String name, PodDirectory directory) {
    Volume volume = volume(pod, name);
    return volume.getHostPath() != null
        ? Path.of(volume.getHostPath().getPath())
        : directory.volume(name);
  }

  /** Whether a volume's files come from the API, so that writing to them would be lost. */
  static boolean isReadOnly(Pod pod, VolumeMount mount) {
    return comesFromApi(volume(pod, mount.getName()));
  }

  static boolean comesFromApi(Volume volume) {
    return volume.getConfigMap() != null
        || volume.getSecret() != null
        || volume.getProjected() != null
        || volume.getDownwardAPI() != null;
  }

  private static Volume volume(Pod pod, String name) {
    return pod.getSpec().getVolumes().stream()
        .filter(volume -> volume.getName().equals(name))
        .findFirst()
        .orElseThrow(() -> new MissingReferenceException("volume \"" + name + "\" not found"));
  }

  /**
   * Makes the volumes that are not there and writes the files that are not as they should be.
   *
   * @throws MissingReferenceException if a source that is not optional is not there
   */
  void write(Pod pod) throws IOException {
    for (Volume volume : pod.getSpec().getVolumes()) {
      if (volume.getHostPath() != null) {
        hostPath(volume);
        continue;
      }
      Path root = directory.volume(volume.getName());
      if (!Files.exists(root)) {
        Files.createDirectories(root);
        Files.setPosixFilePermissions(root, AtomicDirectory.permissions(ANYBODY));
      }
      EmptyDirVolumeSource empty = volume.getEmptyDir();
      if (empty != null && "Memory".equals(empty.getMedium())) {
        Mounts.memory(root, bytes(empty.getSizeLimit()));
      }
    }
    refresh(pod);
  }

  /** Brings the files that come from the API to what it has now. */
  void refresh(Pod pod) throws IOException {
    for (Volume volume : pod.getSpec().getVolumes()) {
      if (comesFromApi(volume)) {
        AtomicDirectory target = new AtomicDirectory(directory.volume(volume.getName()));
        target.write(contents(volume, pod));
      }
    }
  }

  private static long bytes(Quantity limit) {
    return limit == null ? 0 : Quantity.getAmountInBytes(limit).longValue();
  }

  private static void hostPath(Volume volume) throws IOException {
    Path path = Path.of(volume.getHostPath().getPath());
    String type = volume.getHostPath().getType();
    if ("DirectoryOrCreate".equals(type)) {
      Files.createDirectories(path);
    } else if ("FileOrCreate".equals(type) && !Files.exists(path)) {
      Files.createFile(path);
    } else if (!Files.exists(path)) {
      throw new MissingReferenceException("hostPath " + path + " does not exist on the node");
    }
  }

  private Map<String, AtomicDirectory.Content> contents(Volume volume, Pod pod) {
    String namespace = pod.getMetadata().getNamespace();
    Map<String, AtomicDirectory.Content> files = new LinkedHashMap<>();
    if (volume.getConfigMap() != null) {
      var source = volume.getConfigMap();
      var entries =
          required(
              references.configMap(namespace, source.getName()),
              source.getOptional(),
              "configmap \"" + source.getName() + "\" not found");
      add(files, entries, source.getItems(), source.getOptional(), mode(source.getDefaultMode()));
    } else if (volume.getSecret() != null) {
      var source = volume.getSecret();
      var entries =
          required(
              references.secret(namespace, source.getSecretName()),
              source.getOptional(),
              "secret \"" + source.getSecretName() + "\" not found");
      add(files, entries, source.getItems(), source.getOptional(), mode(source.getDefaultMode()));
    } else if (volume.getDownwardAPI() != null) {
      add(
          files,
          volume.getDownwardAPI().getItems(),
          mode(volume.getDownwardAPI().getDefaultMode()));
    } else if (volume.getProjected() != null) {
      for (VolumeProjection source : volume.getProjected().getSources()) {
        project(files, source, pod, mode(volume.getProjected().getDefaultMode()));
      }
    }
    return files;
  }

  private void project(
      Map<String, AtomicDirectory.Content> files, VolumeProjection source, Pod pod, int mode) {
    String namespace = pod.getMetadata().getNamespace();
    if (source.getConfigMap() != null) {
      var map = source.getConfigMap();
      var entries =
          required(
              references.configMap(namespace, map.getName()),
              map.getOptional(),
              "configmap \"" + map.getName() + "\" not found");
      add(files, entries, map.getItems(), map.getOptional(), mode);
    }
    if (source.getSecret() != null) {
      var secret = source.getSecret();
      var entries =
          required(
              references.secret(namespace, secret.getName()),
              secret.getOptional(),
              "secret \"" + secret.getName() + "\" not found");
      add(files, entries, secret.getItems(), secret.getOptional(), mode);
    }
    if (source.getDownwardAPI() != null) {
      add(files, source.getDownwardAPI().getItems(), mode);
    }
    if (source.getServiceAccountToken() != null) {
      files.put(
          source.getServiceAccountToken().getPath(),
          new AtomicDirectory.Content(token(source.getServiceAccountToken(), pod), mode));
    }
  }

  private byte[] token(ServiceAccountTokenProjection source, Pod pod) {
    return references
        .token(pod, source)
        .orElseThrow(
            () ->
                new MissingReferenceException(
                    "serviceaccount \"" + pod.getSpec().getServiceAccountName() + "\" not found"));
  }

  private static Map<String, byte[]> required(
      Optional<Map<String, byte[]>> entries, Boolean optional, String message) {
    if (entries.isEmpty() && !Boolean.TRUE.equals(optional)) {
      throw new MissingReferenceException(message);
    }
    return entries.orElse(Map.of());
  }

  private static void add(
      Map<String, AtomicDirectory.Content> files,
      Map<String, byte[]> entries,
      List<KeyToPath> items,
      Boolean optional,
      int mode) {
    if (items.isEmpty()) {
      entries.forEach((key, bytes) -> files.put(key, new AtomicDirectory.Content(bytes, mode)));
    }
    for (KeyToPath item : items) {
      byte[] bytes = entries.get(item.getKey());
      if (bytes != null) {
        int own = item.getMode() == null ? mode : item.getMode();
        files.put(item.getPath(), new AtomicDirectory.Content(bytes, own));
      } else if (!Boolean.TRUE.equals(optional)) {
        throw new MissingReferenceException("references non-existent key: " + item.getKey());
      }
    }
  }

  private void add(
      Map<String, AtomicDirectory.Content> files, List<DownwardAPIVolumeFile> items, int mode) {
    for (DownwardAPIVolumeFile item : items) {
      String text =
          item.getFieldRef() != null
              ? fields.field(item.getFieldRef().getFieldPath())
              : fields.resource(item.getResourceFieldRef(), null);
      int own = item.getMode() == null ? mode : item.getMode();
      files.put(
          item.getPath(), new AtomicDirectory.Content(text.getBytes(StandardCharsets.UTF_8), own));
    }
  }

  private static int mode(Integer mode) {
    return mode == null ? DEFAULT_MODE : mode;
  }
}

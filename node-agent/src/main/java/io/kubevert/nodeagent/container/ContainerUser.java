package io.kubevert.nodeagent.container;

import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.kubevert.nodeagent.image.Image;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Who a container's first process runs as. */
record ContainerUser(long uid, long gid) {

  /**
   * The pod's choice, else the image's, names looked up in the image.
   *
   * @throws IOException if the image names a user that it does not have
   */
  static ContainerUser of(Image image, PodSecurityContext pod, SecurityContext container)
      throws IOException {
    ContainerUser user = ofImage(image);
    Long uid = container != null ? container.getRunAsUser() : null;
    Long gid = container != null ? container.getRunAsGroup() : null;
    if (uid == null && pod != null) {
      uid = pod.getRunAsUser();
    }
    if (gid == null && pod != null) {
      gid = pod.getRunAsGroup();
    }
    return new ContainerUser(
        uid != null ? uid : user.uid, gid != null ? gid : uid != null ? 0 : user.gid);
  }

  private static ContainerUser ofImage(Image image) throws IOException {
    String[] parts = image.user().split(":", 2);
    if (parts[0].isEmpty()) {
      return new ContainerUser(0, 0);
    }
    Optional<String[]> entry = entry(image, "etc/passwd", parts[0], 2);
    if (entry.isEmpty() && !isNumber(parts[0])) {
      throw new IOException("the image has no user \"" + parts[0] + "\"");
    }
    long uid = entry.map(fields -> Long.parseLong(fields[2])).orElseGet(() -> number(parts[0]));
    long gid = entry.map(fields -> Long.parseLong(fields[3])).orElse(0L);
    if (parts.length == 2) {
      Optional<String[]> group = entry(image, "etc/group", parts[1], 2);
      if (group.isEmpty() && !isNumber(parts[1])) {
        throw new IOException("the image has no group \"" + parts[1] + "\"");
      }
      gid = group.map(fields -> Long.parseLong(fields[2])).orElseGet(() -> number(parts[1]));
    }
    return new ContainerUser(uid, gid);
  }

  /** The line of a colon-separated file whose name or number is this. */
  private static Optional<String[]> entry(Image image, String file, String key, int numberField)
      throws IOException {
    Path path = image.rootfs().resolve(file);
    if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    List<String> lines = Files.readAllLines(path);
    return lines.stream()
        .map(line -> line.split(":", -1))
        .filter(fields -> fields.length > numberField)
        .filter(fields -> fields[0].equals(key) || fields[numberField].equals(key))
        .findFirst();
  }

  private static boolean isNumber(String text) {
    return text.matches("\\d{1,10}");
  }

  private static long number(String text) {
    return Long.parseLong(text);
  }
}

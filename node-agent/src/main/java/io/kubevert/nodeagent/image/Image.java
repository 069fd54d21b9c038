package io.kubevert.nodeagent.image;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * An image that is on this node.
 *
 * @param id what identifies its content
 * @param rootfs the directory that a container's root file system starts from
 * @param entrypoint what runs unless the pod names a command
 * @param command its arguments unless the pod names arguments
 * @param environment each {@code NAME=value}
 * @param workingDirectory where it starts
 * @param user a user, or user:group, by name or number; empty for root
 * @param stopSignal what asks it to stop
 */
public record Image(
    String id,
    Path rootfs,
    List<String> entrypoint,
    List<String> command,
    List<String> environment,
    String workingDirectory,
    String user,
    String stopSignal) {

  /** Reads an OCI image configuration. */
  static Image of(String id, Path rootfs, JsonNode configuration) {
    JsonNode config = configuration.path("config");
    String directory = config.path("WorkingDir").asText("");
    return new Image(
        id,
        rootfs,
        texts(config.path("Entrypoint")),
        texts(config.path("Cmd")),
        texts(config.path("Env")),
        directory.isEmpty() ? "/" : directory,
        config.path("User").asText(""),
        config.path("StopSignal").asText("SIGTERM"));
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(item -> texts.add(item.asText()));
    return List.copyOf(texts);
  }
}

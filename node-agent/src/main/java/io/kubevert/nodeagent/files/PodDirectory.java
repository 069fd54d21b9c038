package io.kubevert.nodeagent.files;

import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * Where one pod's files are.
 *
 * <pre>
 *   pod.json sandbox.json           what the agent needs to go on after a restart
 *   etc/{hosts,hostname,resolv.conf}
 *   volumes/NAME/
 *   shm/                            /dev/shm of all containers
 *   containers/NAME/ATTEMPT/        the bundle that crun runs
 *   containers/NAME/ATTEMPT.log
 * </pre>
 */
public record PodDirectory(Path root) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][-A-Za-z0-9._]{0,252}");

  /**
   * @throws IllegalArgumentException if the uid could name anything but one directory in the parent
   */
  public static PodDirectory of(Path parent, String uid) {
    return new PodDirectory(parent.resolve(safe(uid)));
  }

  public Path pod() {
    return root.resolve("pod.json");
  }

  public Path sandbox() {
    return root.resolve("sandbox.json");
  }

  public Path etc(String file) {
    return root.resolve("etc").resolve(file);
  }

  public Path volume(String name) {
    return root.resolve("volumes").resolve(safe(name));
  }

  /** What the containers share as {@code /dev/shm}. */
  Path sharedMemory() {
    return root.resolve("shm");
  }

  public Path containers() {
    return root.resolve("containers");
  }

  public Path bundle(String container, int attempt) {
    return containers().resolve(safe(container)).resolve(Integer.toString(attempt));
  }

  public Path log(String container, int attempt) {
    return containers().resolve(safe(container)).resolve(attempt + ".log");
  }

  /** A name from outside, fit to be one element of a path. */
  private static String safe(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("\"" + name + "\" cannot name a file");
    }
    return name;
  }
}

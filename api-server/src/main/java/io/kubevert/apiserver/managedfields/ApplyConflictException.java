package io.kubevert.apiserver.managedfields;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Somebody applies another value to a field that is somebody else's. */
public final class ApplyConflictException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Map<String, List<String>> conflicts;

  /**
   * @param conflicts the contested paths by who owns them
   */
  ApplyConflictException(Map<String, List<String>> conflicts) {
    super(message(conflicts), null, false, false);
    this.conflicts = new TreeMap<>(conflicts);
  }

  /** The contested paths by who owns them. */
  public Map<String, List<String>> conflicts() {
    return conflicts;
  }

  private static String message(Map<String, List<String>> conflicts) {
    int count = conflicts.values().stream().mapToInt(List::size).sum();
    StringBuilder text = new StringBuilder("Apply failed with ").append(count);
    if (count == 1) {
      conflicts.forEach(
          (owner, paths) ->
              text.append(" conflict: conflict with ")
                  .append(owner)
                  .append(": ")
                  .append(paths.getFirst()));
      return text.toString();
    }
    text.append(" conflicts: ");
    String separator = "";
    for (Map.Entry<String, List<String>> entry : conflicts.entrySet()) {
      text.append(separator).append("conflicts with ").append(entry.getKey()).append(":");
      entry.getValue().forEach(path -> text.append("\n- ").append(path));
      separator = "\n";
    }
    return text.toString();
  }
}

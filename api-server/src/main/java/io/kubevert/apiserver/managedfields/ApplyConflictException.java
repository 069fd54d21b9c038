package io.kubevert.apiserver.managedfields;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Somebody applies another value to a field that is somebody else's. */
public final class ApplyConflictException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Map<Writer, List<String>> conflicts;

  /**
   * @param conflicts the contested paths by who owns them
   */
  ApplyConflictException(Map<Writer, List<String>> conflicts) {
    super(message(described(conflicts)), null, false, false);
    this.conflicts = Map.copyOf(conflicts);
  }

  /** The contested paths by who owns them. */
  public Map<String, List<String>> conflicts() {
    return described(conflicts);
  }

  /**
   * The same conflict, about one field that has another name in another version, as the number of
   * replicas has in a Scale.
   */
  public ApplyConflictException of(String apiVersion, String path) {
    Map<Writer, List<String>> other = new HashMap<>();
    conflicts.keySet().forEach(writer -> other.put(writer.in(apiVersion), List.of(path)));
    return new ApplyConflictException(other);
  }

  private static Map<String, List<String>> described(Map<Writer, List<String>> conflicts) {
    Map<String, List<String>> described = new TreeMap<>();
    conflicts.forEach((writer, paths) -> described.put(writer.describe(), paths));
    return described;
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

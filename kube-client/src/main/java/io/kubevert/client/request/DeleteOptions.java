package io.kubevert.client.request;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * How an object is deleted.
 *
 * @param gracePeriodSeconds time a pod is given to stop; negative for the object's own
 * @param propagationPolicy Background, Foreground or Orphan; empty for the resource's own
 * @param uid delete only the object of this uid; empty for any
 */
public record DeleteOptions(int gracePeriodSeconds, String propagationPolicy, String uid) {

  public static final DeleteOptions DEFAULT = new DeleteOptions(-1, "", "");

  /** Removes a pod from the API at once, for the node agent that has already stopped it. */
  public static DeleteOptions now(String uid) {
    return new DeleteOptions(0, "", uid);
  }

  /** Only the object of this uid, with everything else as the resource does it. */
  public static DeleteOptions ofUid(String uid) {
    return new DeleteOptions(-1, "", uid);
  }

  public ObjectNode toJson() {
    ObjectNode options = JsonNodeFactory.instance.objectNode();
    options.put("apiVersion", "v1").put("kind", "DeleteOptions");
    if (gracePeriodSeconds >= 0) {
      options.put("gracePeriodSeconds", gracePeriodSeconds);
    }
    if (!propagationPolicy.isEmpty()) {
      options.put("propagationPolicy", propagationPolicy);
    }
    if (!uid.isEmpty()) {
      options.putObject("preconditions").put("uid", uid);
    }
    return options;
  }
}

package io.kubevert.nodeagent.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.Json;

/** The Status that a session ends with, of which clients make their own exit code. */
record SessionStatus(ObjectNode object) {

  static SessionStatus exited(int exitCode) {
    ObjectNode status = status(exitCode == 0);
    if (exitCode != 0) {
      status.put("message", "command terminated with non-zero exit code: " + exitCode);
      status.put("reason", "NonZeroExitCode");
      status
          .putObject("details")
          .putArray("causes")
          .addObject()
          .put("reason", "ExitCode")
          .put("message", Integer.toString(exitCode));
    }
    return new SessionStatus(status);
  }

  static SessionStatus failed(String message) {
    return new SessionStatus(status(false).put("reason", "InternalError").put("message", message));
  }

  byte[] bytes() {
    return Json.bytes(object);
  }

  private static ObjectNode status(boolean success) {
    ObjectNode status = Json.object();
    status.putObject("metadata");
    return status.put("status", success ? "Success" : "Failure");
  }
}

package io.kubevert.client.request;

import com.fasterxml.jackson.databind.JsonNode;

/** A refusal by the API server: the {@code Status} object that it answered with. */
public final class ApiException extends RuntimeException {
  private final int code;
  private final String reason;
  private final transient JsonNode status;

  /**
   * @param code the HTTP status code
   * @param status the {@code Status} object; its message becomes this exception's message
   */
  public ApiException(int code, JsonNode status) {
    super(status.path("message").asText("the API server answered " + code), null, false, false);
    this.code = code;
    this.reason = status.path("reason").asText("");
    this.status = status;
  }

  public int code() {
    return code;
  }

  /** The machine-readable reason, as in {@code NotFound}; empty when none was given. */
  public String reason() {
    return reason;
  }

  public JsonNode status() {
    return status;
  }

  public static boolean isNotFound(Throwable failure) {
    return failure instanceof ApiException e && e.code == 404;
  }

  /** True when the object exists already, or when it was changed by another writer. */
  public static boolean isConflict(Throwable failure) {
    return failure instanceof ApiException e && e.code == 409;
  }
}

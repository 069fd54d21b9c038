package io.kubevert.client.request;

/**
 * The answer to an {@link ApiRequest}.
 *
 * @param code an HTTP status code
 * @param body JSON: the object, the list, or a {@code Status}. Not to be changed.
 */
public record ApiResponse(int code, byte[] body) {

  public boolean succeeded() {
    return code >= 200 && code < 300;
  }
}

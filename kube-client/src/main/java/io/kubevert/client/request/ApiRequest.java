package io.kubevert.client.request;

import java.util.Map;

/**
 * One call of the Kubernetes API, the same over HTTPS and over the event bus.
 *
 * @param method GET, POST, PUT, PATCH or DELETE, or {@link #WATCH} on the event bus
 * @param path the path without a query, as in {@code /api/v1/namespaces/default/pods/web}
 * @param query query parameters, decoded
 * @param contentType media type of the body; empty without a body
 * @param body the body; empty, never null. Not to be changed once the request exists.
 */
public record ApiRequest(
    String method, String path, Map<String, String> query, String contentType, byte[] body) {

  /** Asks for the address on which a resource's watch events are published. */
  public static final String WATCH = "WATCH";

  private static final byte[] NO_BODY = new byte[0];

  public ApiRequest {
    query = Map.copyOf(query);
  }

  public static ApiRequest of(String method, String path, Map<String, String> query) {
    return new ApiRequest(method, path, query, "", NO_BODY);
  }
}

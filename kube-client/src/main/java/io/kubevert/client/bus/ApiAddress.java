package io.kubevert.client.bus;

import io.kubevert.client.resource.ResourceType;

/** What client and server agree on besides the messages themselves. */
public final class ApiAddress {
  /** Where the API server takes requests. */
  public static final String REQUESTS = "kubevert.api";

  /** The header of a request that carries {@code Bearer} and a token. */
  public static final String AUTHORIZATION = "authorization";

  /**
   * Where the API server asks whether an object of a resource may be stored. The body is the object
   * as JSON, the answer a text: what is wrong with it, or nothing.
   */
  public static String review(ResourceType type) {
    return "kubevert.review." + type.groupResource();
  }

  private ApiAddress() {}
}

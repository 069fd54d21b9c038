package io.kubevert.client.bus;

/** What client and server agree on besides the messages themselves. */
public final class ApiAddress {
  /** Where the API server takes requests. */
  public static final String REQUESTS = "kubevert.api";

  /** The header of a request that carries {@code Bearer} and a token. */
  public static final String AUTHORIZATION = "authorization";

  private ApiAddress() {}
}

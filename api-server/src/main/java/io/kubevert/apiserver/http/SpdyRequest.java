package io.kubevert.apiserver.http;

/** Requests for a SPDY tunnel, which older kubectls and client-go make. */
final class SpdyRequest {
  private SpdyRequest() {}

  /**
   * @param upgrade the header, null when there is none
   */
  static boolean isAsked(String upgrade) {
    return "SPDY/3.1".equalsIgnoreCase(upgrade);
  }
}

package io.kubevert.ingress.exchange;

import io.netty.handler.codec.http.HttpResponseStatus;

/** The body of an answer that no backend gave. */
final class StatusPage {

  private StatusPage() {}

  static String of(int status) {
    if (status == 204 || status == 304) {
      return "";
    }
    String title = status + " " + phrase(status);
    return "<html>\r\n<head><title>"
        + title
        + "</title></head>\r\n<body>\r\n<center><h1>"
        + title
        + "</h1></center>\r\n</body>\r\n</html>\r\n";
  }

  private static String phrase(int status) {
    return switch (status) {
      case 302 -> "Found";
      case 413 -> "Request Entity Too Large";
      case 503 -> "Service Temporarily Unavailable";
      case 504 -> "Gateway Time-out";
      default -> HttpResponseStatus.valueOf(status).reasonPhrase();
    };
  }
}

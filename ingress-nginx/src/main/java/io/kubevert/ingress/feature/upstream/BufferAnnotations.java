package io.kubevert.ingress.feature.upstream;

import io.kubevert.ingress.annotation.Annotations;
import java.util.Optional;

/**
 * Reads the annotations about nginx' buffers. Bodies stream through here at the pace of the slower
 * side, in constant memory, so none of them changes what client and backend see; a value that could
 * not be one is named all the same.
 */
public final class BufferAnnotations {

  private BufferAnnotations() {}

  public static void check(Annotations annotations) {
    annotations.size("client-body-buffer-size", 0);
    annotations.size("proxy-buffer-size", 0);
    annotations.number("proxy-buffers-number", 1, 100_000);
    annotations.size("proxy-busy-buffers-size", 0);
    annotations.size("proxy-max-temp-file-size", 0);
    annotations.onOff("proxy-buffering", false);
    annotations.onOff("proxy-request-buffering", true);
    boolean old =
        annotations
            .parsed(
                "proxy-http-version",
                text -> text.matches("1\\.[01]") ? Optional.of(text) : Optional.empty(),
                "1.0 or 1.1")
            .filter("1.0"::equals)
            .isPresent();
    if (old) {
      annotations.problem(
          "UnsupportedBackend",
          "proxy-http-version",
          "annotation proxy-http-version: backends are spoken to by HTTP/1.1, in which they may"
              + " answer by HTTP/1.0");
    }
  }
}

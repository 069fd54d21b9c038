package io.kubevert.ingress.feature.upstream;

import io.kubevert.ingress.annotation.Annotations;
import io.kubevert.ingress.exchange.Filter;
import io.kubevert.ingress.exchange.UpstreamPolicy.Protocol;
import java.util.Optional;

/** Reads {@code backend-protocol}. FastCGI is not spoken here: such an Ingress is answered 503. */
public final class BackendProtocol {
  private static final String NAME = "backend-protocol";
  private static final String FAST_CGI = "FCGI";

  private BackendProtocol() {}

  static Protocol read(Annotations annotations) {
    return isFastCgi(annotations)
        ? Protocol.HTTP
        : annotations.choice(NAME, Protocol.class, Protocol.HTTP);
  }

  /** Closes an Ingress whose backends cannot be spoken to. */
  public static Optional<Filter> closed(Annotations annotations) {
    if (!isFastCgi(annotations)) {
      return Optional.empty();
    }
    annotations.problem(
        "UnsupportedBackend",
        NAME,
        "annotation backend-protocol: FastCGI is not spoken; put an HTTP server in front of the"
            + " backend. Requests are answered 503");
    return Optional.of(new Unavailable());
  }

  private static boolean isFastCgi(Annotations annotations) {
    return annotations.text(NAME).filter(FAST_CGI::equalsIgnoreCase).isPresent();
  }
}

package io.kubevert.apiserver.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.kinds.ResourceCatalog;
import io.kubevert.apiserver.review.Reviews;
import io.kubevert.apiserver.status.StatusException;
import io.kubevert.apiserver.status.Statuses;
import io.kubevert.client.Json;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** {@code /api} and {@code /apis}, in the form that the client asks for. Belongs to one context. */
final class DiscoveryEndpoint {
  private static final String AGGREGATED = "as=APIGroupDiscoveryList";
  private static final String GROUP = "g=apidiscovery.k8s.io";

  private final ResourceCatalog catalog;
  private final String serverAddress;
  private ResourceCatalog.Contents known;
  private Discovery discovery;

  DiscoveryEndpoint(ResourceCatalog catalog, String serverAddress) {
    this.catalog = catalog;
    this.serverAddress = serverAddress;
  }

  /**
   * @throws StatusException if the path names nothing that is served
   */
  void answer(Exchange exchange) {
    List<String> path =
        Arrays.stream(exchange.info().path().split("/")).filter(part -> !part.isEmpty()).toList();
    boolean core = path.getFirst().equals("api");
    if (path.size() == 1) {
      root(exchange, core);
      return;
    }
    String version = path.getLast();
    Optional<ObjectNode> found =
        core && path.size() == 2
            ? discovery().resources("", version)
            : path.size() == 2
                ? discovery().group(path.get(1))
                : discovery().resources(path.get(1), version);
    ObjectNode body = found.orElseThrow(() -> new StatusException(Statuses.noSuchPath()));
    exchange.send(200, "application/json", Json.bytes(body));
  }

  private Discovery discovery() {
    ResourceCatalog.Contents now = catalog.contents();
    if (now != known) {
      known = now;
      discovery = new Discovery(now.served(), Reviews.DEFINITIONS);
    }
    return discovery;
  }

  private void root(Exchange exchange, boolean core) {
    String accept = Optional.ofNullable(exchange.header("Accept")).orElse("");
    for (String wish : accept.split(",")) {
      if (wish.contains(AGGREGATED) && wish.contains(GROUP)) {
        String version = wish.contains("v=v2beta1") ? "v2beta1" : "v2";
        cached(
            exchange,
            "application/json;g=apidiscovery.k8s.io;v=" + version + ";as=APIGroupDiscoveryList",
            Json.bytes(discovery().aggregated(core, version)));
        return;
      }
      if (wish.strip().toLowerCase(Locale.ROOT).startsWith("application/json")) {
        break;
      }
    }
    ObjectNode body = core ? discovery().coreVersions(serverAddress) : discovery().groups();
    exchange.send(200, "application/json", Json.bytes(body));
  }

  private static void cached(Exchange exchange, String contentType, byte[] body) {
    String tag = "\"" + digest(body) + "\"";
    exchange.response().putHeader("ETag", tag).putHeader("Vary", "Accept");
    exchange.response().putHeader("Cache-Control", "public");
    if (tag.equals(exchange.header("If-None-Match"))) {
      exchange.response().setStatusCode(304).end();
    } else {
      exchange.send(200, contentType, body);
    }
  }

  private static String digest(byte[] body) {
    try {
      return HexFormat.of()
          .withUpperCase()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(body));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}

package io.kubevert.apiserver.http;

import io.kubevert.apiserver.authentication.Authenticator;
import io.kubevert.apiserver.authorization.Authorizer;
import io.kubevert.apiserver.kinds.ResourceCatalog;
import io.kubevert.apiserver.kubelet.KubeletProxy;
import io.kubevert.apiserver.proxy.BackendProxy;
import io.kubevert.apiserver.registry.Registry;
import io.kubevert.apiserver.request.ResourceHandler;
import io.kubevert.apiserver.serviceaccount.IssuerDocuments;
import io.kubevert.apiserver.storage.Store;
import io.kubevert.apiserver.watch.Broadcaster;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.util.function.BooleanSupplier;

/**
 * What the HTTPS server is built from.
 *
 * @param serverAddress host and port that discovery tells clients
 * @param started whether everything that the server does at start is done
 */
public record HttpParts(
    Vertx vertx,
    Store store,
    ResourceCatalog catalog,
    Registry registry,
    Broadcaster broadcaster,
    Authenticator authenticator,
    Authorizer authorizer,
    ResourceHandler resources,
    KubeletProxy kubelets,
    BackendProxy backends,
    IssuerDocuments issuer,
    String serverAddress,
    BooleanSupplier started) {

  public HttpFrontend build() {
    RequestMetrics metrics = new RequestMetrics();
    NonResourceEndpoint others =
        new NonResourceEndpoint(
            new DiscoveryEndpoint(catalog, serverAddress),
            new HealthEndpoint(() -> store.revision() > 0, started),
            new OpenApiEndpoint(vertx, catalog),
            new IssuerEndpoint(issuer, serverAddress),
            metrics);
    WatchEndpoint watches =
        new WatchEndpoint(vertx, store, registry, broadcaster, new SecureRandom());
    return new HttpFrontend(
        vertx, authenticator, authorizer, resources, watches, others, kubelets, backends, metrics);
  }
}

package io.kubevert.local;

import io.kubevert.apiserver.pki.ClusterPki;
import io.kubevert.apiserver.pki.Identity;
import io.kubevert.apiserver.pki.Kubeconfig;
import io.kubevert.apiserver.pki.PkiOptions;
import io.kubevert.client.ControlPlane;
import io.kubevert.client.bus.BusControlPlane;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Who everybody is.
 *
 * @param tokens what each component proves itself with on the bus
 * @param authority the certificate authority in PEM
 */
record Credentials(ClusterPki pki, Map<String, String> tokens, String authority) {

  /** Makes what is missing and writes the kubeconfig; blocks. */
  static Credentials ensure(LocalClusterConfig config) throws IOException {
    Files.createDirectories(config.state());
    ClusterPki pki =
        ClusterPki.ensure(
            config.pki(),
            new PkiOptions(List.of(config.apiServerAddress()), config.network().nodes()));
    new Kubeconfig(pki).write(config.kubeconfig(), config.apiServerUrl());
    Map<String, String> tokens = new LinkedHashMap<>();
    for (Identity identity : pki.identities()) {
      tokens.put(identity.directory(), pki.token(identity.directory()));
    }
    return new Credentials(pki, tokens, Files.readString(pki.caCertificate()));
  }

  /** The control plane as a component sees it. */
  ControlPlane of(String component, Vertx bus) {
    return new BusControlPlane(bus, tokens.get(component));
  }
}

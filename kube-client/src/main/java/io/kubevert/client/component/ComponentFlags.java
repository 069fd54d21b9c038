package io.kubevert.client.component;

import io.kubevert.client.bus.BusOptions;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The flags by which a component's process joins the bus and proves who it is. */
public final class ComponentFlags {
  @Mixin private BusFlags bus;

  @Option(
      names = "--pki-dir",
      required = true,
      description = "Directory with ca.crt, tls.crt, tls.key and token, written by the API server.")
  private Path pki;

  public Path pki() {
    return pki;
  }

  BusOptions bus() {
    return bus.options(pki);
  }

  Path tokenFile() {
    return pki.resolve("token");
  }
}

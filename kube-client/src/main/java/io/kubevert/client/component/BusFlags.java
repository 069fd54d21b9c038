package io.kubevert.client.component;

import io.kubevert.client.bus.BusOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The flags by which any component's process joins the bus and proves who it is. */
public final class BusFlags {
  @Option(
      names = "--bus-address",
      required = true,
      description = "Address on the control network that the event bus listens on.")
  private String address;

  @Option(
      names = "--bus-member-port",
      defaultValue = "5701",
      description = "Port of the Hazelcast member. Default: ${DEFAULT-VALUE}.")
  private int memberPort;

  @Option(
      names = "--bus-port",
      defaultValue = "5702",
      description = "Port of the event bus. Default: ${DEFAULT-VALUE}.")
  private int busPort;

  @Option(
      names = "--bus-members",
      split = ",",
      description = "Other members, host:port, comma-separated.")
  private List<String> members = List.of();

  @Option(
      names = "--pki-dir",
      required = true,
      description = "Directory with ca.crt, tls.crt, tls.key and token, written by the API server.")
  private Path pki;

  public BusOptions options() {
    return new BusOptions(address, memberPort, busPort, members, Optional.of(pki));
  }

  public Path pki() {
    return pki;
  }

  public Path tokenFile() {
    return pki.resolve("token");
  }
}

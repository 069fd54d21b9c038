package io.kubevert.client.component;

import io.kubevert.client.bus.BusOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The flags that say where the event bus is. */
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

  /** Where this member listens. */
  public String address() {
    return address;
  }

  /**
   * The options that the flags say.
   *
   * @param pki the directory of the credentials that this member shows the others
   */
  public BusOptions options(Path pki) {
    return new BusOptions(address, memberPort, busPort, members, Optional.of(pki));
  }
}

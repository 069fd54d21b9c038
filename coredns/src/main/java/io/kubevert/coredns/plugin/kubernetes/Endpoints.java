package io.kubevert.coredns.plugin.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The ready endpoints of one slice, all of one family. There may be a hundred thousand of them in a
 * cluster, so an address takes its own octets and nothing else; what is asked for is made anew.
 */
final class Endpoints {
  private static final int V4_OCTETS = 4;
  private static final int V6_OCTETS = 16;

  private final int width;
  private final byte[] octets;
  private final String[] names;
  private final List<ServiceObject.NamedPort> ports;

  /**
   * @param names by endpoint, empty for a name made of the address; no array entry at all when none
   *     has one
   */
  private Endpoints(int width, byte[] octets, String[] names, List<ServiceObject.NamedPort> ports) {
    this.width = width;
    this.octets = octets;
    this.names = names;
    this.ports = ports;
  }

  /**
   * One of them.
   *
   * @param label the first label of the endpoint's own name
   */
  record Endpoint(InetAddress address, String label, List<ServiceObject.NamedPort> ports) {}

  /**
   * Reads those of an EndpointSlice that are ready.
   *
   * @param byPodName whether an endpoint without a hostname is named after its pod
   */
  static Endpoints of(JsonNode slice, boolean byPodName) {
    String family = slice.path("addressType").asText("IPv4");
    int width = family.equals("IPv6") ? V6_OCTETS : V4_OCTETS;
    List<byte[]> addresses = new ArrayList<>();
    List<String> names = new ArrayList<>();
    if (!family.equals("FQDN")) {
      for (JsonNode item : slice.path("endpoints")) {
        if (item.path("conditions").path("ready").asBoolean(true)) {
          add(item, width, byPodName, addresses, names);
        }
      }
    }
    byte[] octets = new byte[addresses.size() * width];
    for (int i = 0; i < addresses.size(); i++) {
      System.arraycopy(addresses.get(i), 0, octets, i * width, width);
    }
    boolean named = names.stream().anyMatch(name -> !name.isEmpty());
    return new Endpoints(
        width, octets, named ? names.toArray(String[]::new) : new String[0], ports(slice));
  }

  private static void add(
      JsonNode item, int width, boolean byPodName, List<byte[]> addresses, List<String> names) {
    String name = name(item, byPodName);
    for (JsonNode text : item.path("addresses")) {
      byte[] address = InetAddress.ofLiteral(text.asText()).getAddress();
      if (address.length == width) {
        addresses.add(address);
        names.add(name.isEmpty() && width == V6_OCTETS ? dashed(text.asText()) : name);
      }
    }
  }

  /** The hostname that the endpoint was given, or its pod's name, or none. */
  private static String name(JsonNode item, boolean byPodName) {
    String hostname = item.path("hostname").asText("");
    String pod = byPodName ? item.path("targetRef").path("name").asText("") : "";
    return (hostname.isEmpty() ? pod : hostname).toLowerCase(Locale.ROOT);
  }

  /** An IPv6 address as it was written; there is more than one way. */
  private static String dashed(String address) {
    return address.replace(':', '-').toLowerCase(Locale.ROOT);
  }

  private static List<ServiceObject.NamedPort> ports(JsonNode slice) {
    List<ServiceObject.NamedPort> ports = new ArrayList<>();
    slice.path("ports").forEach(port -> ports.add(ServiceObject.NamedPort.of(port)));
    return List.copyOf(ports);
  }

  int size() {
    return octets.length / width;
  }

  boolean isEmpty() {
    return octets.length == 0;
  }

  /** Whether this one has another name than the one made of its address. */
  boolean isNamed(int index) {
    return names.length > 0 && !names[index].isEmpty();
  }

  Endpoint get(int index) {
    InetAddress address = address(index);
    String label = isNamed(index) ? names[index] : address.getHostAddress().replace('.', '-');
    return new Endpoint(address, label, ports);
  }

  InetAddress address(int index) {
    try {
      return InetAddress.getByAddress(
          Arrays.copyOfRange(octets, index * width, (index + 1) * width));
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address of " + width + " octets", e);
    }
  }

  AddressKey key(int index) {
    return AddressKey.of(octets, index * width, width);
  }
}

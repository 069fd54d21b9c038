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
  private static final String[] NONE = {};

  private final int width;
  private final byte[] octets;
  private final String[] names;
  private final String[] zones;
  private final List<ServiceObject.NamedPort> ports;

  /**
   * @param names by endpoint, empty for a name made of the address; no array entry at all when none
   *     has one
   * @param zones by endpoint, empty for none; no array entry at all when none is known
   */
  private Endpoints(
      int width,
      byte[] octets,
      String[] names,
      String[] zones,
      List<ServiceObject.NamedPort> ports) {
    this.width = width;
    this.octets = octets;
    this.names = names;
    this.zones = zones;
    this.ports = ports;
  }

  /**
   * One of them.
   *
   * @param label the first label of the endpoint's own name
   * @param zone of the node that it is on, in lower case; empty if it is not known, or not looked
   *     at
   */
  record Endpoint(
      InetAddress address, String label, String zone, List<ServiceObject.NamedPort> ports) {}

  /** Reads those of an EndpointSlice that are ready. */
  static Endpoints of(JsonNode slice, View view) {
    String family = slice.path("addressType").asText("IPv4");
    int width = family.equals("IPv6") ? V6_OCTETS : V4_OCTETS;
    List<byte[]> addresses = new ArrayList<>();
    List<String> names = new ArrayList<>();
    List<String> zones = new ArrayList<>();
    if (!family.equals("FQDN")) {
      for (JsonNode item : slice.path("endpoints")) {
        if (item.path("conditions").path("ready").asBoolean(true)) {
          add(item, width, view.endpointPodNames(), addresses, names);
          String zone = view.zonal() ? zone(item) : "";
          while (zones.size() < addresses.size()) {
            zones.add(zone);
          }
        }
      }
    }
    byte[] octets = new byte[addresses.size() * width];
    for (int i = 0; i < addresses.size(); i++) {
      System.arraycopy(addresses.get(i), 0, octets, i * width, width);
    }
    return new Endpoints(width, octets, unlessEmpty(names), unlessEmpty(zones), ports(slice));
  }

  private static String[] unlessEmpty(List<String> texts) {
    return texts.stream().allMatch(String::isEmpty) ? NONE : texts.toArray(String[]::new);
  }

  /** Few, and each of many endpoints. */
  private static String zone(JsonNode item) {
    return item.path("zone").asText("").toLowerCase(Locale.ROOT).intern();
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
    return new Endpoint(address, label, zones.length > 0 ? zones[index] : "", ports);
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

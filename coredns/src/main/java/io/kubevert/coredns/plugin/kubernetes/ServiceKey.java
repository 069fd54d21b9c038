package io.kubevert.coredns.plugin.kubernetes;

import io.kubevert.client.resource.ObjectKey;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.xbill.DNS.Name;

/**
 * What a question calls a Service: the octets of the two labels {@code <service>.<namespace>}, each
 * with its length in front, lower case. Made from a name without a detour by way of strings.
 */
final class ServiceKey {
  private final byte[] octets;
  private final int hash;

  private ServiceKey(byte[] octets) {
    this.octets = octets;
    int sum = 0;
    for (byte octet : octets) {
      sum = 31 * sum + octet;
    }
    this.hash = sum;
  }

  static ServiceKey of(ObjectKey key) {
    byte[] service = key.name().getBytes(StandardCharsets.ISO_8859_1);
    byte[] namespace = key.namespace().getBytes(StandardCharsets.ISO_8859_1);
    byte[] octets = new byte[service.length + namespace.length + 2];
    octets[0] = (byte) service.length;
    System.arraycopy(service, 0, octets, 1, service.length);
    octets[service.length + 1] = (byte) namespace.length;
    System.arraycopy(namespace, 0, octets, service.length + 2, namespace.length);
    return new ServiceKey(octets);
  }

  /**
   * @param label the Service's, the namespace's is the next
   */
  static ServiceKey of(Name name, int label) {
    byte[] service = name.getLabel(label);
    byte[] namespace = name.getLabel(label + 1);
    byte[] octets = Arrays.copyOf(service, service.length + namespace.length);
    System.arraycopy(namespace, 0, octets, service.length, namespace.length);
    for (int i = 0; i < octets.length; i++) {
      octets[i] = Labels.lowerCase(octets[i]);
    }
    return new ServiceKey(octets);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ServiceKey that
        && hash == that.hash
        && Arrays.equals(octets, that.octets);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  /** {@code <service>.<namespace>}. */
  @Override
  public String toString() {
    int service = octets[0] + 1;
    return new String(octets, 1, service - 1, StandardCharsets.ISO_8859_1)
        + "."
        + new String(octets, service + 1, octets.length - service - 1, StandardCharsets.ISO_8859_1);
  }
}

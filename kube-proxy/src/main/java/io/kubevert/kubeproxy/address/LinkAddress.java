package io.kubevert.kubeproxy.address;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** An address that a link has. */
public record LinkAddress(String link, InetAddress address) {

  /**
   * The JDK reads {@code /proc/net}, which is that of the process' first thread, and may be another
   * namespace's.
   */
  private static final Path IPV6_ADDRESSES = Path.of("/proc/thread-self/net/if_inet6");

  /** Reads all addresses in the network namespace of the calling thread; blocks briefly. */
  public static List<LinkAddress> read() throws IOException {
    List<LinkAddress> addresses = new ArrayList<>();
    NetworkInterface.networkInterfaces()
        .forEach(
            link ->
                link.inetAddresses()
                    .filter(Inet4Address.class::isInstance)
                    .forEach(address -> addresses.add(new LinkAddress(link.getName(), address))));
    if (Files.exists(IPV6_ADDRESSES)) {
      for (String line : Files.readAllLines(IPV6_ADDRESSES)) {
        addresses.add(ipv6(line));
      }
    }
    return addresses;
  }

  /** Reads a line: address, index, prefix length, scope and flags in hexadecimal, and the link. */
  static LinkAddress ipv6(String line) throws IOException {
    String[] fields = line.strip().split(" +");
    return new LinkAddress(fields[5], InetAddress.getByAddress(HexFormat.of().parseHex(fields[0])));
  }
}

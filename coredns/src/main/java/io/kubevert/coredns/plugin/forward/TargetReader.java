package io.kubevert.coredns.plugin.forward;

import io.kubevert.coredns.corefile.Token;
import io.kubevert.coredns.corefile.Transport;
import io.kubevert.coredns.plugin.Arguments;
import io.kubevert.coredns.plugin.HostAndPort;
import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads whom to ask: {@code [dns://|tls://|https://]HOST[%NAME][:PORT]}, or a file.
 *
 * @param oneName whether all servers have the same name in their certificates
 */
record TargetReader(boolean oneName) {
  private static final int DNS_PORT = 53;

  /** An address, a server's name, and perhaps a port. */
  private static final Pattern NAMED = Pattern.compile("([^%]+)%([^%:]+)(:\\d+)?");

  /** What is meant to be an IPv4 address: no name ends in digits only. */
  private static final Pattern DIGITS_LAST = Pattern.compile("(.*\\.)?\\d+");

  ForwardOptions.Target read(Token token) {
    String text = token.text();
    if (text.startsWith("/")) {
      return new ForwardOptions.Target.ResolvConf(text);
    }
    Transport transport = Transport.of(text).orElse(Transport.DNS);
    String rest =
        text.startsWith(transport.prefix()) ? text.substring(transport.prefix().length()) : text;
    if (rest.contains("/")) {
      throw token.fault(
          "servers are asked by "
              + Transport.schemes()
              + ", over HTTPS always at /dns-query; a file's path is absolute");
    }
    Matcher parts = NAMED.matcher(rest);
    Optional<String> name = parts.matches() ? Optional.of(parts.group(2)) : Optional.empty();
    if (name.isPresent() && (transport == Transport.DNS || oneName)) {
      throw token.fault("a name behind '%' is for tls:// and https://, and without tls_servername");
    }
    HostAndPort address =
        HostAndPort.parse(in(token, parts.replaceFirst("$1$3")), "", transport.port());
    return isAddress(address.host())
        ? new ForwardOptions.Target.Address(new ForwardOptions.Server(address, transport, name))
        : named(token, address, transport, name);
  }

  private static ForwardOptions.Target named(
      Token token, HostAndPort address, Transport transport, Optional<String> name) {
    if (name.isPresent() || DIGITS_LAST.matcher(address.host()).matches()) {
      throw token.fault("no IP address");
    }
    return new ForwardOptions.Target.Named(
        Arguments.name(in(token, address.host())), address.port(), transport);
  }

  /** Who tells the addresses of servers; has an address itself. */
  static HostAndPort resolver(Token token) {
    HostAndPort address = HostAndPort.parse(token, "", DNS_PORT);
    if (!isAddress(address.host())) {
      throw token.fault("no IP address");
    }
    return address;
  }

  private static Token in(Token token, String text) {
    return new Token(text, token.file(), token.line());
  }

  private static boolean isAddress(String host) {
    try {
      InetAddress.ofLiteral(host);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}

package io.kubevert.coredns.corefile;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;

/**
 * What one key of a server block says.
 *
 * @param zone the zone, absolute
 * @param port the port; the transport's own unless written
 */
public record ZoneKey(Name zone, int port, Transport transport) {

  /** Reads a key; a network in CIDR form stands for its reverse zones. */
  public static List<ZoneKey> parse(Token key) {
    String text = key.text();
    Optional<Transport> written = Transport.of(text);
    if (written.isPresent()) {
      text = text.substring(written.get().prefix().length());
    } else if (text.contains("://")) {
      throw key.fault("what is served is " + Transport.schemes());
    }
    Transport transport = written.orElse(Transport.DNS);
    int port = transport.port();
    int colon = text.lastIndexOf(':');
    if (colon >= 0 && !(text.contains("/") && text.indexOf(':') != colon)) {
      port = port(key, text.substring(colon + 1));
      text = text.substring(0, colon);
    }
    List<ZoneKey> keys = new ArrayList<>();
    for (Name zone : zones(key, text)) {
      keys.add(new ZoneKey(zone, port, transport));
    }
    return keys;
  }

  /** Reads the name of a zone, or a network in CIDR form as its reverse zones. */
  public static List<Name> zones(Token token) {
    return zones(token, token.text());
  }

  private static List<Name> zones(Token token, String text) {
    try {
      if (text.contains("/")) {
        return ReverseZones.of(text);
      }
      return List.of(text.isEmpty() ? Name.root : Name.fromString(text, Name.root));
    } catch (TextParseException | IllegalArgumentException e) {
      throw token.fault("not a zone: " + e.getMessage());
    }
  }

  private static int port(Token key, String text) {
    try {
      int port = Integer.parseInt(text);
      if (port >= 0 && port <= 65535) {
        return port;
      }
    } catch (NumberFormatException e) {
      throw key.fault("'" + text + "' is not a port");
    }
    throw key.fault("a port is between 0 and 65535");
  }
}

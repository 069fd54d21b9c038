package io.kubevert.apiserver.schema;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.regex.Pattern;

/** The formats of text that OpenAPI names; one that is not known fits everything. */
final class TextFormats {
  private static final Pattern UUID =
      Pattern.compile("(?i)[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}");
  private static final Pattern EMAIL = Pattern.compile("[^@\\s]+@[^@\\s]+");
  private static final Pattern HOST =
      Pattern.compile(
          "(?i)[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)*");
  private static final Pattern IPV4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
  private static final Pattern DURATION =
      Pattern.compile(
          "[-+]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)(ns|us|µs|ms|s|m|h|d|w)?"
              + "(([0-9]+(\\.[0-9]*)?)(ns|us|µs|ms|s|m|h|d|w))*");

  private TextFormats() {}

  static boolean fits(String text, String format) {
    return switch (format) {
      case "date-time", "datetime" -> parses(() -> OffsetDateTime.parse(text));
      case "date" -> parses(() -> LocalDate.parse(text));
      case "duration" -> DURATION.matcher(text).matches();
      case "uuid", "uuid3", "uuid4", "uuid5" -> UUID.matcher(text).matches();
      case "email" -> EMAIL.matcher(text).matches();
      case "hostname" -> text.length() <= 253 && HOST.matcher(text).matches();
      case "ipv4" -> isIp(text, false);
      case "ipv6" -> isIp(text, true);
      case "cidr" -> isCidr(text);
      case "uri" -> isUri(text);
      case "byte" -> parses(() -> Base64.getDecoder().decode(text));
      default -> true;
    };
  }

  private static boolean parses(Runnable parse) {
    try {
      parse.run();
      return true;
    } catch (DateTimeException | IllegalArgumentException e) {
      return false;
    }
  }

  private static boolean isIp(String text, boolean six) {
    boolean looks = six ? text.contains(":") : IPV4.matcher(text).matches();
    return looks && parses(() -> InetAddress.ofLiteral(text));
  }

  private static boolean isCidr(String text) {
    int slash = text.indexOf('/');
    if (slash < 0 || !text.substring(slash + 1).matches("[0-9]{1,3}")) {
      return false;
    }
    String address = text.substring(0, slash);
    int bits = Integer.parseInt(text.substring(slash + 1));
    return isIp(address, false) && bits <= 32 || isIp(address, true) && bits <= 128;
  }

  private static boolean isUri(String text) {
    try {
      return new URI(text).isAbsolute();
    } catch (URISyntaxException e) {
      return false;
    }
  }
}

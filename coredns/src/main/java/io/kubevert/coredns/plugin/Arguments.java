package io.kubevert.coredns.plugin;

import io.kubevert.coredns.corefile.Token;
import io.kubevert.coredns.corefile.ZoneKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/** Reads the values that directives share: numbers, durations, zones. */
public final class Arguments {
  private static final Pattern DURATION_PART = Pattern.compile("(\\d+(?:\\.\\d+)?)(ms|s|m|h)");

  private Arguments() {}

  public static int number(Token token, int least, int most) {
    try {
      int number = Integer.parseInt(token.text());
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw token.fault("not a number");
    }
    throw token.fault("must be between " + least + " and " + most);
  }

  /** Reads a duration as Go writes it, as in {@code 1m30s}; a bare number counts seconds. */
  public static Duration duration(Token token) {
    String text = token.text();
    if (text.chars().allMatch(Character::isDigit) && !text.isEmpty()) {
      return Duration.ofSeconds(number(token, 0, Integer.MAX_VALUE));
    }
    Matcher parts = DURATION_PART.matcher(text);
    Duration total = Duration.ZERO;
    int end = 0;
    while (parts.find() && parts.start() == end) {
      total =
          total.plusMillis(Math.round(Double.parseDouble(parts.group(1)) * millis(parts.group(2))));
      end = parts.end();
    }
    if (end == 0 || end != text.length()) {
      throw token.fault("not a duration, as in 5s, 250ms or 1m30s");
    }
    return total;
  }

  /** Reads a duration that is longer than nothing. */
  public static Duration positiveDuration(Token token) {
    Duration duration = duration(token);
    if (duration.isZero()) {
      throw token.fault("must be longer than nothing");
    }
    return duration;
  }

  /** Reads a domain name; the dot at its end may be left out. */
  public static Name name(Token token) {
    try {
      return Name.fromString(token.text(), Name.root);
    } catch (TextParseException e) {
      throw token.fault("not a domain name: " + e.getMessage());
    }
  }

  /** Reads a record type, as in {@code AAAA} or {@code TYPE65}. */
  public static int type(Token token) {
    int type = Type.value(token.text().toUpperCase(Locale.ROOT));
    if (type < 0) {
      throw token.fault("not a record type");
    }
    return type;
  }

  /** Reads a class, as in {@code IN}. */
  public static int dclass(Token token) {
    int dclass = DClass.value(token.text().toUpperCase(Locale.ROOT));
    if (dclass < 0) {
      throw token.fault("not a class, as in IN or CH");
    }
    return dclass;
  }

  /** Reads a response code, as in {@code NXDOMAIN}. */
  public static int rcode(Token token) {
    int rcode = Rcode.value(token.text().toUpperCase(Locale.ROOT));
    if (rcode < 0) {
      throw token.fault("not a response code, as in NXDOMAIN");
    }
    return rcode;
  }

  private static long millis(String unit) {
    return switch (unit) {
      case "ms" -> 1;
      case "s" -> 1_000;
      case "m" -> 60_000;
      default -> 3_600_000;
    };
  }

  /** The zones that the words name; the server block's when there are none. */
  public static List<Name> zones(List<Token> tokens, List<Name> serverZones) {
    List<Name> zones = new ArrayList<>();
    tokens.forEach(token -> zones.addAll(ZoneKey.zones(token)));
    return zones.isEmpty() ? serverZones : List.copyOf(zones);
  }
}

package io.kubevert.coredns.plugin.rewrite;

import io.kubevert.coredns.corefile.Token;
import io.kubevert.coredns.message.Query;
import io.kubevert.coredns.plugin.Arguments;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import org.xbill.DNS.Address;
import org.xbill.DNS.ClientSubnetOption;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.GenericEDNSOption;
import org.xbill.DNS.NSIDOption;

/** Reads what follows {@code rewrite edns0}. */
final class EdnsRuleReader {
  private static final int LARGEST_CODE = 65_535;
  private static final int V4_BITS = 32;
  private static final int V6_BITS = 128;

  private EdnsRuleReader() {}

  /**
   * @param field the word {@code edns0}, to name where something is missing
   */
  static Rule read(Token field, List<Token> words) {
    if (words.size() < 2) {
      throw field.fault("needs a kind of option (local, nsid or subnet) and an action");
    }
    Token kind = words.get(0);
    EdnsRule.Action action = action(words.get(1));
    List<Token> rest = withoutRevert(words.subList(2, words.size()));
    return switch (kind.text()) {
      case "local" -> local(kind, action, rest);
      case "nsid" -> nsid(action, rest);
      case "subnet" -> subnet(kind, action, rest);
      default -> throw kind.fault("the options are local, nsid and subnet");
    };
  }

  /** Clients never see an option that was meant for other servers, so nothing is to be reverted. */
  private static List<Token> withoutRevert(List<Token> words) {
    boolean there = !words.isEmpty() && words.getLast().text().equals("revert");
    return there ? words.subList(0, words.size() - 1) : words;
  }

  private static EdnsRule.Action action(Token token) {
    return switch (token.text()) {
      case "set" -> EdnsRule.Action.SET;
      case "append" -> EdnsRule.Action.APPEND;
      case "replace" -> EdnsRule.Action.REPLACE;
      case "unset" -> EdnsRule.Action.UNSET;
      default -> throw token.fault("the actions are set, append, replace and unset");
    };
  }

  private static Rule nsid(EdnsRule.Action action, List<Token> words) {
    if (!words.isEmpty()) {
      throw words.getFirst().fault("one word too many");
    }
    return new EdnsRule(action, EDNSOption.Code.NSID, query -> new NSIDOption(new byte[0]));
  }

  private static Rule local(Token kind, EdnsRule.Action action, List<Token> words) {
    boolean unset = action == EdnsRule.Action.UNSET;
    if (words.size() != (unset ? 1 : 2)) {
      throw kind.fault(unset ? "needs the option's code" : "needs the option's code and its data");
    }
    int code = code(words.getFirst());
    if (unset) {
      return new EdnsRule(action, code, query -> new GenericEDNSOption(code, new byte[0]));
    }
    Function<Query, byte[]> data = data(words.get(1));
    return new EdnsRule(action, code, query -> new GenericEDNSOption(code, data.apply(query)));
  }

  private static int code(Token token) {
    try {
      int code = Integer.decode(token.text());
      if (code > 0 && code <= LARGEST_CODE) {
        return code;
      }
    } catch (NumberFormatException e) {
      throw token.fault("not a number, as in 0xffee");
    }
    throw token.fault("must be between 1 and " + LARGEST_CODE);
  }

  private static Function<Query, byte[]> data(Token token) {
    String text = token.text();
    if (text.startsWith("{") && text.endsWith("}")) {
      return variable(token);
    }
    byte[] octets;
    try {
      octets =
          text.startsWith("0x")
              ? HexFormat.of().parseHex(text.substring(2))
              : text.getBytes(StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw token.fault("not hexadecimal: " + e.getMessage());
    }
    return query -> octets;
  }

  private static Function<Query, byte[]> variable(Token token) {
    return switch (token.text()) {
      case "{qname}" -> query -> query.name().toString().getBytes(StandardCharsets.US_ASCII);
      case "{qtype}" -> query -> number(query.type());
      case "{client_ip}" -> query -> query.client().address().getAddress().getAddress();
      case "{client_port}" -> query -> number(query.client().address().getPort());
      case "{server_ip}" -> query -> query.client().server().getAddress().getAddress();
      case "{server_port}" -> query -> number(query.client().server().getPort());
      case "{protocol}" ->
          query -> query.client().transport().label().getBytes(StandardCharsets.US_ASCII);
      default ->
          throw token.fault(
              "the variables are {qname}, {qtype}, {client_ip}, {client_port}, {server_ip},"
                  + " {server_port} and {protocol}; there is no metadata");
    };
  }

  private static byte[] number(int number) {
    return ByteBuffer.allocate(Short.BYTES).putShort((short) number).array();
  }

  private static Rule subnet(Token kind, EdnsRule.Action action, List<Token> words) {
    int code = EDNSOption.Code.CLIENT_SUBNET;
    if (action == EdnsRule.Action.UNSET && words.isEmpty()) {
      return new EdnsRule(action, code, query -> new GenericEDNSOption(code, new byte[0]));
    }
    if (words.size() != 2) {
      throw kind.fault("needs the prefix lengths of IPv4 and IPv6, as in 24 56");
    }
    int v4 = Arguments.number(words.get(0), 0, V4_BITS);
    int v6 = Arguments.number(words.get(1), 0, V6_BITS);
    return new EdnsRule(
        action,
        code,
        query -> {
          InetAddress client = query.client().address().getAddress();
          int length = client instanceof Inet4Address ? v4 : v6;
          return new ClientSubnetOption(length, Address.truncate(client, length));
        });
  }
}

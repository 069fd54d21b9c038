package io.kubevert.coredns.plugin.log;

import io.kubevert.coredns.corefile.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a line looks like.
 *
 * @param parts in their order
 */
record LogFormat(List<Function<Exchange, String>> parts) {
  private static final String COMMON_TEXT =
      "{remote}:{port} - {>id} \"{type} {class} {name} {proto} {size} {>do} {>bufsize}\""
          + " {rcode} {>rflags} {rsize} {duration}";
  private static final String COMBINED_TEXT = COMMON_TEXT + " \"{>opcode}\"";
  private static final Pattern VALUE = Pattern.compile("\\{([^{}]*)}");

  /** As CoreDNS writes lines of its own accord. */
  static final LogFormat COMMON = parse(new Token(COMMON_TEXT, "", 0));

  LogFormat {
    parts = List.copyOf(parts);
  }

  static LogFormat parse(Token token) {
    String text =
        token.text().replace("{common}", COMMON_TEXT).replace("{combined}", COMBINED_TEXT);
    List<Function<Exchange, String>> parts = new ArrayList<>();
    Matcher value = VALUE.matcher(text);
    int end = 0;
    while (value.find()) {
      parts.add(literal(text.substring(end, value.start())));
      parts.add(value(token, value.group(1)));
      end = value.end();
    }
    parts.add(literal(text.substring(end)));
    return new LogFormat(parts);
  }

  private static Function<Exchange, String> literal(String text) {
    return exchange -> text;
  }

  private static Function<Exchange, String> value(Token token, String name) {
    return switch (name) {
      case "type" -> Exchange::type;
      case "name" -> Exchange::name;
      case "class" -> Exchange::dclass;
      case "proto" -> Exchange::transport;
      case "remote" -> Exchange::remote;
      case "local" -> Exchange::local;
      case "port" -> Exchange::port;
      case "size" -> Exchange::size;
      case "duration" -> Exchange::duration;
      case "rcode" -> Exchange::rcode;
      case "rsize" -> Exchange::answerSize;
      case ">rflags" -> Exchange::flags;
      case ">bufsize" -> Exchange::bufferSize;
      case ">do" -> Exchange::dnssecOk;
      case ">id" -> Exchange::id;
      case ">opcode" -> literal("0");
      default ->
          throw token.fault(
              "no value {"
                  + name
                  + "}; there are {common}, {combined}, {type}, {name}, {class}, {proto}, {remote},"
                  + " {local}, {port}, {size}, {duration}, {rcode}, {rsize}, {>rflags}, {>bufsize},"
                  + " {>do}, {>id} and {>opcode}");
    };
  }

  String line(Exchange exchange) {
    StringBuilder line = new StringBuilder();
    parts.forEach(part -> line.append(part.apply(exchange)));
    return line.toString();
  }
}

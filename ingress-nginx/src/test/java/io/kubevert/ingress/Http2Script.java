package io.kubevert.ingress;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Frames that a client sends and how the proxy has to react, as text:
 *
 * <pre>
 * # 6.1 DATA belongs to a stream
 * > DATA 0 hello
 * &lt; GOAWAY PROTOCOL_ERROR
 * </pre>
 *
 * <p>The title begins with the section of RFC 9113. {@code >} lines are frames: the type's name or
 * number, the stream, {@code +} flags, and the payload as it is written for that type: {@code hex}
 * digits or a number of {@code bytes} for each; {@code GET /path} and {@code name=value} fields,
 * parted by {@code |}, for header blocks; {@code id=value} for SETTINGS; numbers, names of errors,
 * text. {@code raw} text stands for no frame, and for the preface, which is sent unasked else. In
 * texts {@code \r}, {@code \n} and {@code \0} are what they are in Java.
 *
 * <p>{@code <} lines are what comes back, without SETTINGS and WINDOW_UPDATE frames that nobody
 * asks for; {@code closed} is the end of the connection, which has to follow an error of it; {@code
 * alive} means that it still answers a PING. {@code web=} is the request that the backend saw.
 */
record Http2Script(String title, List<Step> steps) {
  private static final Pattern FRAME = Pattern.compile("(\\S+) (\\d+|R1)((?: \\+\\w+)*)(?: (.*))?");
  private static final Pattern REQUEST = Pattern.compile("([A-Z]+) (/\\S*)");

  /** What is sent, or expected. */
  sealed interface Step {
    /** Bytes to send. */
    record Send(byte[] bytes) implements Step {}

    /** What comes next from the proxy. */
    record Expect(String text) implements Step {}

    /** A request that the backend saw, or {@code -}. */
    record Seen(String text) implements Step {}
  }

  /** Whether the script begins the connection itself. */
  private static boolean isRaw(String block) {
    return block.lines().anyMatch(line -> line.startsWith("> raw"));
  }

  /** Reads scripts, which blank lines part. */
  static List<Http2Script> parse(String text) {
    return Arrays.stream(text.split("\n(?:\\s*\n)+")).map(Http2Script::parseBlock).toList();
  }

  private static Http2Script parseBlock(String block) {
    List<Step> steps = new ArrayList<>();
    if (!isRaw(block)) {
      steps.add(new Step.Send(Http2Connection.PREFACE));
      steps.add(new Step.Send(frame("SETTINGS 0")));
    }
    block.lines().filter(line -> !line.startsWith("#")).map(Http2Script::step).forEach(steps::add);
    return new Http2Script(block.lines().findFirst().orElseThrow().substring(2), steps);
  }

  private static Step step(String line) {
    if (line.startsWith("> raw ")) {
      return new Step.Send(text(line.substring(6)));
    } else if (line.startsWith("> ")) {
      return new Step.Send(frame(line.substring(2)));
    } else if (line.startsWith("< ")) {
      return new Step.Expect(line.substring(2));
    } else if (line.startsWith("web= ")) {
      return new Step.Seen(line.substring(5));
    }
    throw new IllegalArgumentException("not a line of a script: " + line);
  }

  private static byte[] frame(String line) {
    Matcher parts = FRAME.matcher(line);
    if (!parts.matches()) {
      throw new IllegalArgumentException("not a frame: " + line);
    }
    int named = Http2Frame.TYPES.indexOf(parts.group(1));
    int type = named >= 0 ? named : Integer.decode(parts.group(1));
    int stream = parts.group(2).equals("R1") ? 0x80000001 : Integer.parseInt(parts.group(2));
    String payload = parts.group(4) == null ? "" : parts.group(4);
    return new Http2Frame(type, flags(parts.group(3)), stream, payload(parts.group(1), payload))
        .bytes();
  }

  private static int flags(String names) {
    int flags = 0;
    for (String name : names.strip().split("\\s*\\+")) {
      flags |=
          switch (name) {
            case "" -> 0;
            case "END_STREAM", "ACK" -> 1;
            case "END_HEADERS" -> 4;
            case "PADDED" -> 8;
            case "PRIORITY" -> 32;
            case "UNKNOWN" -> 64;
            default -> throw new IllegalArgumentException("not a flag: " + name);
          };
    }
    return flags;
  }

  private static byte[] payload(String type, String text) {
    if (text.startsWith("hex ")) {
      return HexFormat.of().parseHex(text.substring(4));
    }
    if (text.matches("\\d+ bytes")) {
      return new byte[Integer.parseInt(text.substring(0, text.indexOf(' ')))];
    }
    return switch (type) {
      case "HEADERS", "CONTINUATION" -> Http2Frame.block(fields(text));
      case "SETTINGS" -> settings(text);
      case "WINDOW_UPDATE" -> number(Integer.parseInt(text));
      case "RST_STREAM" -> number(Http2Frame.ERRORS.indexOf(text));
      case "GOAWAY" ->
          ByteBuffer.allocate(8).putInt(0).putInt(Http2Frame.ERRORS.indexOf(text)).array();
      default -> text(text);
    };
  }

  private static byte[] number(int value) {
    return ByteBuffer.allocate(4).putInt(value).array();
  }

  private static byte[] settings(String text) {
    String[] pairs = text.isEmpty() ? new String[0] : text.split(" ");
    ByteBuffer payload = ByteBuffer.allocate(6 * pairs.length);
    for (String pair : pairs) {
      String[] parts = pair.split("=");
      payload.putShort(Short.parseShort(parts[0])).putInt(Integer.parseUnsignedInt(parts[1]));
    }
    return payload.array();
  }

  private static List<Map.Entry<String, String>> fields(String text) {
    List<Map.Entry<String, String>> fields = new ArrayList<>();
    for (String piece : text.isEmpty() ? new String[0] : text.split(" \\| ", -1)) {
      Matcher request = REQUEST.matcher(piece);
      if (request.matches()) {
        fields.add(Map.entry(":method", request.group(1)));
        fields.add(Map.entry(":scheme", "https"));
        fields.add(Map.entry(":authority", "web.test"));
        fields.add(Map.entry(":path", request.group(2)));
      } else {
        String[] parts = unescaped(piece).split("(?<=.)=|^=", 2);
        fields.add(Map.entry(parts[0], parts[1]));
      }
    }
    return fields;
  }

  private static byte[] text(String text) {
    return unescaped(text).getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String unescaped(String text) {
    return text.replace("\\r", "\r").replace("\\n", "\n").replace("\\0", "\0");
  }

  @Override
  public String toString() {
    return title;
  }
}

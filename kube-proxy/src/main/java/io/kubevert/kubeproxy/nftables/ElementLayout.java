package io.kubevert.kubeproxy.nftables;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * How the elements of one set or map look to the kernel.
 *
 * @param key the parts of a key
 * @param value the parts of a value; none in a set and in a map to verdicts
 * @param verdicts whether values are verdicts
 * @param interval whether a key's last part is a CIDR
 */
record ElementLayout(List<DataType> key, List<DataType> value, boolean verdicts, boolean interval) {
  private static final Pattern DEFINITION = Pattern.compile("type ([^:;]+?)(?: : ([^;]+?))? ;.*");
  private static final Pattern FLAGS = Pattern.compile(".*flags [^;]*\\binterval\\b.*");
  private static final String SEPARATOR = " . ";
  private static final String VERDICT = "verdict";
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  /**
   * An element as bytes, to be compared and sent.
   *
   * @param end the last key of an interval; empty if keys are no intervals
   * @param value a verdict's text; empty in a set
   */
  record Encoded(ByteBuffer key, ByteBuffer end, ByteBuffer value) {
    /** What tells it from the others of its set. */
    ByteBuffer identity() {
      return end.hasRemaining()
          ? ByteBuffer.allocate(key.remaining() + end.remaining())
              .put(key.duplicate())
              .put(end.duplicate())
              .flip()
          : key;
    }
  }

  static ElementLayout of(Collection collection) {
    Matcher types = DEFINITION.matcher(collection.definition());
    if (!types.matches()) {
      throw new IllegalArgumentException(collection + " does not begin with its type");
    }
    String value = types.group(2) == null ? "" : types.group(2);
    boolean verdicts = value.equals(VERDICT);
    return new ElementLayout(
        types(types.group(1)),
        verdicts || value.isEmpty() ? List.of() : types(value),
        verdicts,
        FLAGS.matcher(collection.definition()).matches());
  }

  /** An element without a value, as it is removed, is encoded without one. */
  Encoded encode(Element element) {
    String text = element.key().key();
    int slash = interval ? text.lastIndexOf('/') : -1;
    ByteBuffer first = encode(key, slash < 0 ? text : text.substring(0, slash));
    ByteBuffer end = interval ? ByteBuffer.wrap(first.array().clone()) : NOTHING;
    if (slash >= 0) {
      spread(first.array(), end.array(), Integer.parseInt(text.substring(slash + 1)));
    }
    return new Encoded(first, end, encodeValue(element.value()));
  }

  private ByteBuffer encodeValue(String text) {
    if (text.isEmpty()) {
      return NOTHING;
    }
    return verdicts ? StandardCharsets.UTF_8.encode(text) : encode(value, text);
  }

  /** The text of an element's key. */
  String decodeKey(Encoded element) {
    List<String> parts = new ArrayList<>();
    int at = 0;
    for (DataType type : key) {
      parts.add(type.decode(part(element.key(), at, type)));
      at += type.paddedBytes();
    }
    String text = String.join(SEPARATOR, parts);
    if (!interval || element.key().equals(element.end())) {
      return text;
    }
    return text + "/" + prefixLength(element);
  }

  private static ByteBuffer encode(List<DataType> types, String text) {
    ByteBuffer bytes = ByteBuffer.allocate(length(types));
    int from = 0;
    int at = 0;
    for (DataType type : types) {
      int separator = text.indexOf(SEPARATOR, from);
      int to = separator < 0 ? text.length() : separator;
      if (from > to) {
        throw new NftablesException("'" + text + "' does not consist of " + types);
      }
      type.encode(text, from, to, bytes.position(at));
      at += type.paddedBytes();
      from = to + SEPARATOR.length();
    }
    if (from < text.length()) {
      throw new NftablesException("'" + text + "' has more than " + types);
    }
    return bytes.clear();
  }

  /** A single part is not padded. */
  private static int length(List<DataType> types) {
    if (types.size() == 1) {
      return types.getFirst().bytes();
    }
    int length = 0;
    for (DataType type : types) {
      length += type.paddedBytes();
    }
    return length;
  }

  private static byte[] part(ByteBuffer bytes, int at, DataType type) {
    byte[] part = new byte[type.bytes()];
    bytes.get(at, part);
    return part;
  }

  /** Makes the first and the last address of a CIDR out of any of its addresses. */
  private void spread(byte[] first, byte[] end, int prefixLength) {
    int address = first.length - key.getLast().bytes();
    for (int bit = prefixLength; bit < key.getLast().bytes() * Byte.SIZE; bit++) {
      int mask = 0x80 >> (bit % Byte.SIZE);
      first[address + bit / Byte.SIZE] &= (byte) ~mask;
      end[address + bit / Byte.SIZE] |= (byte) mask;
    }
  }

  private int prefixLength(Encoded element) {
    int address = element.key().limit() - key.getLast().bytes();
    int bits = key.getLast().bytes() * Byte.SIZE;
    for (int bit = 0; bit < bits; bit++) {
      int at = address + bit / Byte.SIZE;
      int mask = 0x80 >> (bit % Byte.SIZE);
      if ((element.key().get(at) & mask) != (element.end().get(at) & mask)) {
        return bit;
      }
    }
    return bits;
  }

  private static List<DataType> types(String names) {
    return Stream.of(names.split(" [.] ")).map(DataType::named).toList();
  }
}

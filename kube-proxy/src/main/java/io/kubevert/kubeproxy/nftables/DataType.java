package io.kubevert.kubeproxy.nftables;

import io.kubevert.kubeproxy.service.Protocol;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.function.Function;

/** The data types of keys and values that this proxy uses, as text and as the kernel holds them. */
enum DataType {
  IPV4_ADDR(4, DataType::encodeIpv4, DataType::decodeAddress),
  IPV6_ADDR(16, DataType::encodeIpv6, DataType::decodeAddress),
  INET_PROTO(1, DataType::encodeProtocol, DataType::decodeProtocol),
  INET_SERVICE(2, DataType::encodePort, DataType::decodePort),
  CLASSID(4, DataType::encodeNumber, DataType::decodeNumber);

  private static final int REGISTER_BYTES = 4;
  private static final String HEXADECIMAL = "0x";

  private final int bytes;
  private final Encoder encoder;
  private final Function<byte[], String> decoder;

  DataType(int bytes, Encoder encoder, Function<byte[], String> decoder) {
    this.bytes = bytes;
    this.encoder = encoder;
    this.decoder = decoder;
  }

  @FunctionalInterface
  private interface Encoder {
    void encode(String text, int from, int to, ByteBuffer into);
  }

  /** The type that nft calls so. */
  static DataType named(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT));
  }

  int bytes() {
    return bytes;
  }

  /** How many bytes it takes among others: whole registers. */
  int paddedBytes() {
    return (bytes + REGISTER_BYTES - 1) / REGISTER_BYTES * REGISTER_BYTES;
  }

  /** Adds the value that a part of a text names to a key or value. */
  void encode(String text, int from, int to, ByteBuffer into) {
    encoder.encode(text, from, to, into);
  }

  /** The text as nft would take it; for an address as RFC 5952 writes it. */
  String decode(byte[] encoded) {
    return decoder.apply(encoded);
  }

  /** Four numbers of up to three digits, with points in between; there are very many of them. */
  private static void encodeIpv4(String text, int from, int to, ByteBuffer into) {
    int octet = -1;
    int octets = 0;
    for (int at = from; at <= to; at++) {
      char character = at == to ? '.' : text.charAt(at);
      if (character >= '0' && character <= '9' && octet < 100) {
        octet = Math.max(octet, 0) * 10 + character - '0';
      } else if (character == '.' && octet >= 0 && octet < 256 && octets++ < 4) {
        into.put((byte) octet);
        octet = -1;
      } else {
        throw noAddress(text, from, to);
      }
    }
    if (octets != 4) {
      throw noAddress(text, from, to);
    }
  }

  private static void encodeIpv6(String text, int from, int to, ByteBuffer into) {
    byte[] address = NetUtil.createByteArrayFromIpAddressString(text.substring(from, to));
    if (address == null) {
      throw noAddress(text, from, to);
    }
    into.put(address);
  }

  private static NftablesException noAddress(String text, int from, int to) {
    return new NftablesException("'" + text.substring(from, to) + "' is no address");
  }

  private static String decodeAddress(byte[] bytes) {
    try {
      return NetUtil.toAddressString(InetAddress.getByAddress(bytes));
    } catch (UnknownHostException e) {
      throw new NftablesException("an address of " + bytes.length + " bytes", e);
    }
  }

  private static void encodeProtocol(String text, int from, int to, ByteBuffer into) {
    into.put((byte) Protocol.ofKeyword(text.substring(from, to)).number());
  }

  private static String decodeProtocol(byte[] number) {
    return Arrays.stream(Protocol.values())
        .filter(protocol -> protocol.number() == Byte.toUnsignedInt(number[0]))
        .map(Protocol::keyword)
        .findFirst()
        .orElseThrow(() -> new NftablesException("an element of an unknown protocol"));
  }

  private static void encodePort(String text, int from, int to, ByteBuffer into) {
    into.putShort((short) Integer.parseInt(text, from, to, 10));
  }

  private static String decodePort(byte[] bytes) {
    return Integer.toString(Short.toUnsignedInt(ByteBuffer.wrap(bytes).getShort()));
  }

  private static void encodeNumber(String text, int from, int to, ByteBuffer into) {
    int number =
        text.startsWith(HEXADECIMAL, from)
            ? Integer.parseUnsignedInt(text, from + HEXADECIMAL.length(), to, 16)
            : Integer.parseUnsignedInt(text, from, to, 10);
    into.order(ByteOrder.nativeOrder()).putInt(number).order(ByteOrder.BIG_ENDIAN);
  }

  private static String decodeNumber(byte[] bytes) {
    return HEXADECIMAL
        + HexFormat.of()
            .toHexDigits(ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).getInt());
  }
}

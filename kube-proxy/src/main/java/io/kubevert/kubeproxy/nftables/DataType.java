package io.kubevert.kubeproxy.nftables;

import io.kubevert.kubeproxy.service.Protocol;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;

/** The data types of keys and values that this proxy uses, as text and as the kernel holds them. */
enum DataType {
  IPV4_ADDR(4, DataType::encodeAddress, DataType::decodeAddress),
  IPV6_ADDR(16, DataType::encodeAddress, DataType::decodeAddress),
  INET_PROTO(1, DataType::encodeProtocol, DataType::decodeProtocol),
  INET_SERVICE(2, DataType::encodePort, DataType::decodePort),
  CLASSID(4, DataType::encodeNumber, DataType::decodeNumber);

  private static final int REGISTER_BYTES = 4;

  private final int bytes;
  private final Function<String, byte[]> encoder;
  private final Function<byte[], String> decoder;

  DataType(int bytes, Function<String, byte[]> encoder, Function<byte[], String> decoder) {
    this.bytes = bytes;
    this.encoder = encoder;
    this.decoder = decoder;
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

  byte[] encode(String text) {
    return encoder.apply(text);
  }

  /** The text as nft would take it; for an address as RFC 5952 writes it. */
  String decode(byte[] encoded) {
    return decoder.apply(encoded);
  }

  private static byte[] encodeAddress(String text) {
    byte[] address = NetUtil.createByteArrayFromIpAddressString(text);
    if (address == null) {
      throw new NftablesException("'" + text + "' is no address");
    }
    return address;
  }

  private static String decodeAddress(byte[] bytes) {
    try {
      return NetUtil.toAddressString(InetAddress.getByAddress(bytes));
    } catch (UnknownHostException e) {
      throw new NftablesException("an address of " + bytes.length + " bytes", e);
    }
  }

  private static byte[] encodeProtocol(String keyword) {
    return new byte[] {(byte) Protocol.ofKeyword(keyword).number()};
  }

  private static String decodeProtocol(byte[] number) {
    return Arrays.stream(Protocol.values())
        .filter(protocol -> protocol.number() == Byte.toUnsignedInt(number[0]))
        .map(Protocol::keyword)
        .findFirst()
        .orElseThrow(() -> new NftablesException("an element of an unknown protocol"));
  }

  private static byte[] encodePort(String text) {
    return ByteBuffer.allocate(2).putShort((short) Integer.parseInt(text)).array();
  }

  private static String decodePort(byte[] bytes) {
    return Integer.toString(Short.toUnsignedInt(ByteBuffer.wrap(bytes).getShort()));
  }

  private static byte[] encodeNumber(String text) {
    int number = Long.decode(text).intValue();
    return ByteBuffer.allocate(4).order(ByteOrder.nativeOrder()).putInt(number).array();
  }

  private static String decodeNumber(byte[] bytes) {
    return "0x%08x".formatted(ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).getInt());
  }
}

package io.kubevert.kubeproxy.conntrack;

import io.kubevert.kubeproxy.netlink.Attribute;
import io.kubevert.kubeproxy.netlink.Message;
import io.kubevert.kubeproxy.service.Protocol;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** Reads a flow from a message of the kernel's connection tracker. */
final class FlowDecoder {
  static final int TUPLE_ORIGINAL = 1;
  static final int ID = 12;
  static final int TUPLE_PROTOCOL = 2;
  static final int PROTOCOL_NUMBER = 1;

  private static final int TUPLE_REPLY = 2;
  private static final int STATUS = 3;
  private static final int TUPLE_ADDRESSES = 1;
  private static final int V4_SOURCE = 1;
  private static final int V4_DESTINATION = 2;
  private static final int V6_SOURCE = 3;
  private static final int V6_DESTINATION = 4;
  private static final int SOURCE_PORT = 2;
  private static final int DESTINATION_PORT = 3;
  private static final int SEEN_REPLY = 1 << 1;

  private final Protocol protocol;
  private final Tuple original = new Tuple();
  private final Tuple reply = new Tuple();
  private byte[] tuple = {};
  private int status;
  private int id;

  private FlowDecoder(Protocol protocol) {
    this.protocol = protocol;
  }

  /**
   * @param protocol the flow's
   */
  static Flow decode(Message message, Protocol protocol) {
    FlowDecoder decoder = new FlowDecoder(protocol);
    message.forEach(decoder::accept);
    return new Flow(
        decoder.original.source(),
        new Destination(protocol, decoder.original.destination()),
        decoder.reply.source(),
        (decoder.status & SEEN_REPLY) != 0,
        new Flow.Identity(message.family(), decoder.tuple, decoder.id));
  }

  private void accept(Attribute attribute) {
    switch (attribute.type()) {
      case TUPLE_ORIGINAL -> {
        tuple = attribute.bytes();
        attribute.forEach(original::accept);
      }
      case TUPLE_REPLY -> attribute.forEach(reply::accept);
      case STATUS -> status = attribute.number();
      case ID -> id = attribute.number();
      default -> {}
    }
  }

  /** One direction of a flow. */
  private static final class Tuple {
    private byte[] source = {};
    private byte[] destination = {};
    private int sourcePort;
    private int destinationPort;

    void accept(Attribute attribute) {
      switch (attribute.type()) {
        case TUPLE_ADDRESSES -> attribute.forEach(this::address);
        case TUPLE_PROTOCOL -> attribute.forEach(this::port);
        default -> {}
      }
    }

    private void address(Attribute attribute) {
      switch (attribute.type()) {
        case V4_SOURCE, V6_SOURCE -> source = attribute.bytes();
        case V4_DESTINATION, V6_DESTINATION -> destination = attribute.bytes();
        default -> {}
      }
    }

    private void port(Attribute attribute) {
      switch (attribute.type()) {
        case SOURCE_PORT -> sourcePort = attribute.port();
        case DESTINATION_PORT -> destinationPort = attribute.port();
        default -> {}
      }
    }

    Peer source() {
      return peer(source, sourcePort);
    }

    Peer destination() {
      return peer(destination, destinationPort);
    }

    private static Peer peer(byte[] address, int port) {
      try {
        return new Peer(InetAddress.getByAddress(address), port);
      } catch (UnknownHostException e) {
        throw new IllegalStateException("a flow without addresses", e);
      }
    }
  }
}

package io.kubevert.kubeproxy.conntrack;

import io.kubevert.kubeproxy.netlink.MessageBuffer;
import io.kubevert.kubeproxy.netlink.NetlinkException;
import io.kubevert.kubeproxy.netlink.NetlinkSocket;
import io.kubevert.kubeproxy.service.Protocol;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The kernel's connection tracker, in the network namespace of the thread that opens it. Its calls
 * block for as long as the kernel takes.
 */
final class ConnectionTracker implements AutoCloseable {
  private static final int GET = 0x101;
  private static final int DELETE = 0x102;
  private static final int DUMP = 0x300;
  private static final int FILTER = 25;
  private static final int FILTER_ORIGINAL = 1;
  private static final int BY_PROTOCOL = 1 << 3;
  private static final int ENOENT = 2;
  private static final int[] FAMILIES = {2, 10};

  private final NetlinkSocket socket;

  private ConnectionTracker(NetlinkSocket socket) {
    this.socket = socket;
  }

  static ConnectionTracker open() throws IOException {
    return new ConnectionTracker(NetlinkSocket.open());
  }

  /** All flows of a protocol; the kernel sorts out the others (Linux 5.8). */
  List<Flow> flows(Protocol protocol) throws IOException {
    List<Flow> flows = new ArrayList<>();
    for (int family : FAMILIES) {
      List<Flow> found = new ArrayList<>();
      socket.list(
          request(family, protocol),
          found::clear,
          message -> found.add(FlowDecoder.decode(message, protocol)));
      flows.addAll(found);
    }
    return flows;
  }

  /**
   * Forgets a flow: its next packet is looked at as a first one.
   *
   * @return false if it ended by itself meanwhile
   */
  boolean remove(Flow flow) throws IOException {
    MessageBuffer message =
        new MessageBuffer()
            .begin(DELETE, 0, flow.identity().family(), 0)
            .attribute(FlowDecoder.TUPLE_ORIGINAL | MessageBuffer.NESTED, flow.identity().tuple())
            .attribute(FlowDecoder.ID, flow.identity().id())
            .acknowledge();
    try {
      socket.change(message);
      return true;
    } catch (NetlinkException e) {
      if (e.error() == ENOENT) {
        return false;
      }
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private static MessageBuffer request(int family, Protocol protocol) {
    MessageBuffer request = new MessageBuffer().begin(GET, DUMP, family, 0);
    byte[] number = {(byte) protocol.number()};
    request.nest(
        FlowDecoder.TUPLE_ORIGINAL,
        () ->
            request.nest(
                FlowDecoder.TUPLE_PROTOCOL,
                () -> request.attribute(FlowDecoder.PROTOCOL_NUMBER, number)));
    return request.nest(FILTER, () -> request.nativeAttribute(FILTER_ORIGINAL, BY_PROTOCOL));
  }
}

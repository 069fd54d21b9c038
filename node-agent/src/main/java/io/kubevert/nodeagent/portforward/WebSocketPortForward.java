package io.kubevert.nodeagent.portforward;

import io.kubevert.nodeagent.sandbox.Sandbox;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.net.NetSocket;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Ports over the channels of one WebSocket ({@code v4.channel.k8s.io}), as the Java clients ask for
 * them: the data of the n-th port goes over channel 2n, its errors over 2n+1. Each first carries
 * the port's number, the low byte first.
 */
final class WebSocketPortForward {
  private final PodConnector connector;
  private final Sandbox sandbox;
  private final String pod;

  /**
   * @param pod its name, for what the client is told
   */
  WebSocketPortForward(PodConnector connector, Sandbox sandbox, String pod) {
    this.connector = connector;
    this.sandbox = sandbox;
    this.pod = pod;
  }

  void serve(ServerWebSocket client, List<Integer> ports) {
    client.pause();
    List<Future<PodSocket>> sockets =
        IntStream.range(0, ports.size())
            .mapToObj(index -> open(client, index, ports.get(index)))
            .toList();
    client.binaryMessageHandler(message -> take(client, sockets, message));
    client.drainHandler(
        ignored -> sockets.forEach(each -> each.onSuccess(pod -> pod.socket().resume())));
    client.closeHandler(
        ignored -> sockets.forEach(each -> each.onSuccess(pod -> pod.socket().close())));
    List<Future<Void>> ends =
        IntStream.range(0, ports.size())
            .mapToObj(index -> sockets.get(index).compose(pod -> passOn(client, index, pod)))
            .toList();
    Future.join(sockets).onComplete(ignored -> client.resume());
    // The protocol cannot tell the end of one port's data, only that of all.
    Future.join(ends).onComplete(ignored -> client.close());
  }

  private Future<PodSocket> open(ServerWebSocket client, int index, int port) {
    byte[] number = {(byte) port, (byte) (port >> Byte.SIZE)};
    send(client, 2 * index, Buffer.buffer(number));
    send(client, 2 * index + 1, Buffer.buffer(number));
    return connector
        .connect(sandbox, port)
        .onFailure(
            failure ->
                send(
                    client,
                    2 * index + 1,
                    Buffer.buffer(ForwardedPort.complaint(pod, port, failure))));
  }

  /** Completes when the pod's end is closed. */
  private static Future<Void> passOn(ServerWebSocket client, int index, PodSocket pod) {
    NetSocket socket = pod.socket();
    socket.handler(
        bytes -> {
          send(client, 2 * index, bytes);
          if (client.writeQueueFull()) {
            socket.pause();
          }
        });
    Future<Void> end = Future.future(ended -> socket.closeHandler(ended::complete));
    socket.resume();
    return end;
  }

  private static void take(
      ServerWebSocket client, List<Future<PodSocket>> sockets, Buffer message) {
    int channel = message.length() == 0 ? 1 : message.getUnsignedByte(0);
    boolean data = channel % 2 == 0 && channel / 2 < sockets.size();
    if (!data || !sockets.get(channel / 2).succeeded()) {
      return;
    }
    NetSocket pod = sockets.get(channel / 2).result().socket();
    pod.write(message.slice(1, message.length()));
    if (pod.writeQueueFull()) {
      client.pause();
      pod.drainHandler(ignored -> client.resume());
    }
  }

  private static void send(ServerWebSocket client, int channel, Buffer bytes) {
    if (!client.isClosed()) {
      client.writeBinaryMessage(Buffer.buffer().appendByte((byte) channel).appendBuffer(bytes));
    }
  }
}

package io.kubevert.coredns.testing;

import io.kubevert.client.ControlPlane;
import io.kubevert.client.fake.FakeControlPlane;
import io.kubevert.coredns.CoreDns;
import io.kubevert.coredns.CoreDnsConfig;
import io.kubevert.coredns.corefile.CorefileSource;
import io.vertx.core.Vertx;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/** A whole server on loopback, from a Corefile; its blocks ask for port 0. */
public final class TestServer implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Vertx vertx;
  private final CoreDns server;
  private final String deployment;

  private TestServer(Vertx vertx, CoreDns server, String deployment) {
    this.vertx = vertx;
    this.server = server;
    this.deployment = deployment;
  }

  public static TestServer start(Vertx vertx, String corefile) throws Exception {
    return start(vertx, corefile, new FakeControlPlane());
  }

  public static TestServer start(Vertx vertx, String corefile, ControlPlane controlPlane)
      throws Exception {
    return start(vertx, new CorefileSource.Inline(corefile), controlPlane);
  }

  public static TestServer start(Vertx vertx, CorefileSource source, ControlPlane controlPlane)
      throws Exception {
    CoreDnsConfig config =
        new CoreDnsConfig(
            source,
            "node",
            "127.0.0.1",
            CoreDnsConfig.Role.CLUSTER,
            List.of("127.0.0.1"),
            "127.0.0.1",
            Optional.empty(),
            Map.of(),
            false);
    CoreDns server = new CoreDns(config, controlPlane);
    String deployment = vertx.deployVerticle(server).await(20, TimeUnit.SECONDS);
    return new TestServer(vertx, server, deployment);
  }

  public int port() {
    return server.port();
  }

  public CoreDns verticle() {
    return server;
  }

  public Message ask(String name, String type) throws IOException {
    return ask(name, type, false);
  }

  public Message ask(String name, String type, boolean tcp) throws IOException {
    return send(
        Message.newQuery(
            Record.newRecord(Name.fromString(name, Name.root), Type.value(type), DClass.IN)),
        tcp);
  }

  public Message send(Message question, boolean tcp) throws IOException {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port());
    return tcp ? overTcp(question, address) : overUdp(question, address);
  }

  private static Message overUdp(Message question, InetSocketAddress address) throws IOException {
    SimpleResolver resolver = new SimpleResolver(address);
    resolver.setTimeout(PATIENCE);
    resolver.setEDNS(-1);
    resolver.setIgnoreTruncation(true);
    return resolver.send(question);
  }

  /** A connection for one question: the resolver's are kept, also those that the server closes. */
  private static Message overTcp(Message question, InetSocketAddress address) throws IOException {
    try (Socket socket = new Socket()) {
      socket.setSoTimeout((int) PATIENCE.toMillis());
      socket.connect(address);
      byte[] wire = question.toWire();
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      out.writeShort(wire.length);
      out.write(wire);
      DataInputStream in = new DataInputStream(socket.getInputStream());
      byte[] answer = new byte[in.readUnsignedShort()];
      in.readFully(answer);
      return new Message(answer);
    }
  }

  @Override
  public void close() {
    try {
      vertx.undeploy(deployment).await(20, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new IllegalStateException("the server did not stop", e);
    }
  }
}

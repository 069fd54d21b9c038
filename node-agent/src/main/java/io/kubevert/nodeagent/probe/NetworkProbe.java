package io.kubevert.nodeagent.probe;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.HTTPHeader;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Probe;
import io.kubevert.client.process.Command;
import io.kubevert.nodeagent.container.ContainerExec;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.NetClientOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Attempts every kind of probe, from the node. */
public final class NetworkProbe implements ProbeAction {
  static final String USER_AGENT = "kube-probe/1.32";

  private final Vertx vertx;
  private final ContainerExec exec;
  private final HttpClient http;
  private final GrpcHealth grpc;

  public NetworkProbe(Vertx vertx, ContainerExec exec) {
    this.vertx = vertx;
    this.exec = exec;
    this.grpc = new GrpcHealth(vertx);
    this.http =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setKeepAlive(false)
                .setTrustAll(true)
                .setVerifyHost(false)
                .setDecompressionSupported(false));
  }

  @Override
  public Future<Result> attempt(Target target, Probe probe) {
    return attempt(target, probe, TimeUnit.SECONDS.toMillis(ProbeSettings.of(probe).timeout()))
        .otherwise(failure -> Result.failure(String.valueOf(failure.getMessage())));
  }

  private Future<Result> attempt(Target target, Probe probe, long limit) {
    if (probe.getExec() != null) {
      return exec(target, probe.getExec().getCommand(), limit);
    }
    if (probe.getHttpGet() != null) {
      return http(target, probe.getHttpGet(), limit);
    }
    if (probe.getTcpSocket() != null) {
      String host = orElse(probe.getTcpSocket().getHost(), target.podAddress());
      int port = port(probe.getTcpSocket().getPort(), target.description());
      return connect(host, port, limit);
    }
    if (probe.getGrpc() != null) {
      String service = orElse(probe.getGrpc().getService(), "");
      return grpc.check(target.podAddress(), probe.getGrpc().getPort(), service, limit);
    }
    return Future.succeededFuture(Result.SUCCESS);
  }

  private Future<Result> exec(Target target, List<String> program, long limit) {
    return exec.run(target.container(), program, Duration.ofMillis(limit))
        .map(NetworkProbe::ofExit);
  }

  private static Result ofExit(Command.Result result) {
    return result.exitCode() == 0 ? Result.SUCCESS : Result.failure(result.output().strip());
  }

  /** A hook or probe by HTTP: succeeds with a status from 200 to 399. */
  public Future<Result> http(Target target, HTTPGetAction action, long limit) {
    boolean secure = "HTTPS".equals(action.getScheme());
    String path = orElse(action.getPath(), "/");
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.GET)
            .setHost(orElse(action.getHost(), target.podAddress()))
            .setPort(port(action.getPort(), target.description()))
            .setSsl(secure)
            .setURI(path.startsWith("/") ? path : "/" + path)
            .setConnectTimeout(limit)
            .setTimeout(limit)
            .putHeader("User-Agent", USER_AGENT)
            .putHeader("Accept", "*/*");
    for (HTTPHeader header : action.getHttpHeaders()) {
      options.putHeader(header.getName(), header.getValue());
    }
    return http.request(options)
        .compose(request -> request.send().compose(NetworkProbe::ofResponse));
  }

  /** Reads the body, too: it comes whether or not it is wanted. */
  private static Future<Result> ofResponse(HttpClientResponse response) {
    int code = response.statusCode();
    return response
        .body()
        .map(
            code >= 200 && code < 400
                ? Result.SUCCESS
                : Result.failure("HTTP probe failed with statuscode: " + code));
  }

  private Future<Result> connect(String host, int port, long limit) {
    NetClientOptions options = new NetClientOptions().setConnectTimeout((int) limit);
    var client = vertx.createNetClient(options);
    return client
        .connect(port, host)
        .compose(socket -> socket.close())
        .map(Result.SUCCESS)
        .eventually(client::close);
  }

  private static int port(IntOrString port, Container container) {
    if (port.getIntVal() != null) {
      return port.getIntVal();
    }
    return container.getPorts().stream()
        .filter(named -> port.getStrVal().equals(named.getName()))
        .findFirst()
        .map(ContainerPort::getContainerPort)
        .orElseThrow(
            () -> new IllegalArgumentException("no port is named \"" + port.getStrVal() + "\""));
  }

  private static String orElse(String text, String otherwise) {
    return text == null || text.isEmpty() ? otherwise : text;
  }
}

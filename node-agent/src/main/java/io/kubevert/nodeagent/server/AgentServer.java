package io.kubevert.nodeagent.server;

import io.kubevert.client.Json;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.nodeagent.NodeAgentConfig;
import io.kubevert.nodeagent.container.ContainerRuntime;
import io.kubevert.nodeagent.image.ImageStore;
import io.kubevert.nodeagent.lifecycle.PodReconciler;
import io.kubevert.nodeagent.lifecycle.PodState;
import io.kubevert.nodeagent.portforward.PortForwarding;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The agent's HTTPS API, for the API server alone: whoever comes must have its certificate. */
public final class AgentServer {
  private static final Logger LOG = LoggerFactory.getLogger(AgentServer.class);
  private static final String CLIENT = "kube-apiserver-kubelet-client";
  private static final List<String> SUB_PROTOCOLS =
      List.of("v5.channel.k8s.io", "v4.channel.k8s.io", PortForwarding.TUNNEL);
  private static final int SESSION_THREADS = 256;
  private static final int MOST_BYTES_IN_FRAME = 1024 * 1024;

  private final Vertx vertx;
  private final NodeAgentConfig config;
  private final PodReconciler pods;
  private final WorkerExecutor threads;
  private final Router router;
  private HttpServer server;

  public AgentServer(
      Vertx vertx,
      NodeAgentConfig config,
      PodReconciler pods,
      ContainerRuntime runtime,
      ImageStore images) {
    this.vertx = vertx;
    this.config = config;
    this.pods = pods;
    this.threads =
        vertx.createSharedWorkerExecutor(
            "node-agent-sessions-" + config.nodeName(),
            SESSION_THREADS,
            Long.MAX_VALUE,
            TimeUnit.NANOSECONDS);
    ContainerLogs logs = new ContainerLogs(vertx, pods);
    Sessions sessions = new Sessions(pods, runtime, threads);
    PortForwarding forwarding = new PortForwarding(vertx);
    ImageUpload upload = new ImageUpload(vertx, images, config.imagesDirectory());
    this.router = Router.router(vertx);
    router.route().handler(this::authenticate);
    router.get("/healthz").handler(context -> context.response().end("ok"));
    router.get("/pods").handler(this::list);
    router.get("/containerLogs/:namespace/:pod/:container").handler(logs::serve);
    router.get("/exec/:namespace/:pod/:container").handler(sessions::exec);
    router.get("/attach/:namespace/:pod/:container").handler(sessions::attach);
    router.get("/portForward/:namespace/:pod").handler(context -> forward(context, forwarding));
    router.post("/images/load").handler(upload::load);
  }

  /** Starts to listen; completes with the port. */
  public Future<Integer> listen() {
    Path pki = config.pki();
    HttpServerOptions options =
        new HttpServerOptions()
            .setHost(config.bindAddress())
            .setPort(config.port())
            .setSsl(true)
            .setKeyCertOptions(
                new PemKeyCertOptions()
                    .setCertPath(pki.resolve("tls.crt").toString())
                    .setKeyPath(pki.resolve("tls.key").toString()))
            .setTrustOptions(new PemTrustOptions().addCertPath(pki.resolve("ca.crt").toString()))
            .setClientAuth(ClientAuth.REQUIRED)
            .setWebSocketSubProtocols(SUB_PROTOCOLS)
            .setMaxWebSocketFrameSize(MOST_BYTES_IN_FRAME);
    return vertx
        .createHttpServer(options)
        .requestHandler(router)
        .exceptionHandler(
            failure ->
                LOG.atDebug().addKeyValue("cause", failure.getMessage()).log("a connection ended"))
        .listen()
        .map(
            listening -> {
              server = listening;
              return listening.actualPort();
            });
  }

  public int port() {
    return server.actualPort();
  }

  public Future<Void> close() {
    return server == null ? threads.close() : server.close().eventually(threads::close).mapEmpty();
  }

  private void authenticate(RoutingContext context) {
    if (commonName(context).equals(CLIENT)) {
      context.next();
    } else {
      context.response().setStatusCode(403).end("only the API server may ask\n");
    }
  }

  private static String commonName(RoutingContext context) {
    try {
      var certificates = context.request().connection().sslSession().getPeerCertificates();
      String subject = ((X509Certificate) certificates[0]).getSubjectX500Principal().getName();
      return new LdapName(subject)
          .getRdns().stream()
              .filter(part -> part.getType().equalsIgnoreCase("CN"))
              .map(part -> part.getValue().toString())
              .findFirst()
              .orElse("");
    } catch (SSLPeerUnverifiedException | InvalidNameException e) {
      return "";
    }
  }

  private void list(RoutingContext context) {
    var list = Json.object().put("apiVersion", "v1").put("kind", "PodList");
    var items = list.putArray("items");
    pods.all().forEach(pod -> items.add(pod.object()));
    context
        .response()
        .putHeader("Content-Type", "application/json")
        .end(Buffer.buffer(Json.bytes(list)));
  }

  private void forward(RoutingContext context, PortForwarding forwarding) {
    ObjectKey key = key(context);
    pods.find(key)
        .filter(pod -> !pod.networkReleased())
        .flatMap(PodState::sandbox)
        .ifPresentOrElse(
            sandbox -> forwarding.serve(context.request(), key.name(), sandbox),
            () ->
                context
                    .response()
                    .setStatusCode(404)
                    .end("pod " + key.name() + " does not run here\n"));
  }

  static ObjectKey key(RoutingContext context) {
    return new ObjectKey(context.pathParam("namespace"), context.pathParam("pod"));
  }
}

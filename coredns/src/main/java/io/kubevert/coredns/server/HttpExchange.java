package io.kubevert.coredns.server;

import io.kubevert.coredns.message.Client;
import io.kubevert.coredns.message.Freshness;
import io.kubevert.coredns.message.WireFormat;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.internal.ContextInternal;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One question over HTTP, and its answer: RFC 8484, 4. */
final class HttpExchange {
  private static final Logger LOG = LoggerFactory.getLogger(HttpExchange.class);
  private static final String PATH = "/dns-query";
  private static final String TYPE = "application/dns-message";
  private static final int HEADER_SIZE = 12;
  private static final int RESPONSE_FLAG = 0x80;

  private final ContextInternal context;
  private final HttpServerRequest request;
  private final Responder responder;
  private final Buffer body = Buffer.buffer();
  private boolean over;

  HttpExchange(ContextInternal context, HttpServerRequest request, Responder responder) {
    this.context = context;
    this.request = request;
    this.responder = responder;
  }

  void answer() {
    request.exceptionHandler(
        failure -> LOG.atDebug().addKeyValue("cause", failure.getMessage()).log("request failed"));
    if (!PATH.equals(request.path())) {
      refuse(404, "DNS is answered at " + PATH);
    } else if (request.method().equals(HttpMethod.GET)) {
      takeParameter();
    } else if (request.method().equals(HttpMethod.POST)) {
      takeBody();
    } else {
      request.response().putHeader(HttpHeaders.ALLOW, "GET, POST");
      refuse(405, "a question is asked by GET or POST");
    }
  }

  private void takeParameter() {
    List<String> values = request.params().getAll("dns");
    if (values.size() != 1 || values.getFirst().contains("=")) {
      refuse(400, "one parameter 'dns' is needed, the message in base64url without padding");
      return;
    }
    try {
      ask(Base64.getUrlDecoder().decode(values.getFirst()));
    } catch (IllegalArgumentException e) {
      refuse(400, "the parameter 'dns' is not base64url: " + e.getMessage());
    }
  }

  private void takeBody() {
    if (!TYPE.equals(mediaType(request.getHeader(HttpHeaders.CONTENT_TYPE)))) {
      request.response().putHeader(HttpHeaders.ACCEPT, TYPE);
      refuse(415, "the body must be " + TYPE);
      return;
    }
    request.handler(this::receive);
    request.endHandler(
        whole -> {
          if (!over) {
            ask(body.getBytes());
          }
        });
  }

  private static String mediaType(String header) {
    return header == null ? "" : header.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
  }

  private void receive(Buffer chunk) {
    if (over) {
      return;
    }
    if (body.length() + chunk.length() > WireFormat.LARGEST_MESSAGE) {
      refuse(413, "a message has at most " + WireFormat.LARGEST_MESSAGE + " octets");
    } else {
      body.appendBuffer(chunk);
    }
  }

  private void ask(byte[] message) {
    if (message.length < HEADER_SIZE || (message[2] & RESPONSE_FLAG) != 0) {
      refuse(400, "not a DNS question");
      return;
    }
    responder
        .respond(message, client())
        .onComplete(
            messages -> onLoop(() -> send(messages)),
            failure -> onLoop(() -> refuse(500, "no answer was made")));
  }

  private Client client() {
    return StreamOptions.client(
        request.remoteAddress(), request.localAddress(), Client.Transport.HTTPS);
  }

  /** An answer may come from another loop, as when it was made for another client as well. */
  private void onLoop(Runnable action) {
    if (context.inThread()) {
      action.run();
    } else {
      context.runOnContext(now -> action.run());
    }
  }

  /** What deserves no answer gets none over HTTP either. */
  private void send(List<byte[]> messages) {
    HttpServerResponse response = request.response();
    if (messages.isEmpty()) {
      response.reset();
      return;
    }
    byte[] message = messages.getFirst();
    try {
      response.putHeader(HttpHeaders.CACHE_CONTROL, "max-age=" + Freshness.of(message));
    } catch (IOException e) {
      LOG.atError().setCause(e).log("an answer of this server cannot be read");
      refuse(500, "no answer was made");
      return;
    }
    response.putHeader(HttpHeaders.CONTENT_TYPE, TYPE);
    end(Buffer.buffer(message));
  }

  private void refuse(int status, String why) {
    over = true;
    request
        .response()
        .setStatusCode(status)
        .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8");
    end(Buffer.buffer(why + "\n"));
  }

  private void end(Buffer content) {
    responder.observer().respondedOverHttps(request.response().getStatusCode());
    request
        .response()
        .end(content)
        .onFailure(
            failure ->
                LOG.atDebug().addKeyValue("cause", failure.getMessage()).log("client is gone"));
  }
}

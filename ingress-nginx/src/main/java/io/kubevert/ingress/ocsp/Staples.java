package io.kubevert.ingress.ocsp;

import io.kubevert.ingress.tls.ServerCertificate;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What authorities say of the certificates in use, asked for in the background and kept while it
 * holds: no handshake waits for it. Belongs to one context, but for {@link #of}.
 */
public final class Staples {
  private static final Logger LOG = LoggerFactory.getLogger(Staples.class);
  private static final long LOOK_MILLIS = 5_000;
  private static final long LIMIT_MILLIS = 10_000;
  private static final int MOST_BYTES = 64 * 1024;
  private static final Duration RENEWED_AFTER = Duration.ofHours(1);
  private static final Duration TRIED_AGAIN_AFTER = Duration.ofMinutes(1);

  private final Vertx vertx;
  private final Clock clock;
  private final HttpClient client;
  private final Map<String, Watched> watched = new HashMap<>();
  private final Map<String, StatusProof> proofs = new ConcurrentHashMap<>();
  private long timer;

  /** A certificate whose status is asked for. */
  private static final class Watched {
    private final ServerCertificate certificate;
    private final StatusQuestion question;
    private Instant due = Instant.MIN;

    Watched(ServerCertificate certificate, StatusQuestion question) {
      this.certificate = certificate;
      this.question = question;
    }
  }

  public Staples(Vertx vertx, Clock clock) {
    this.vertx = vertx;
    this.clock = clock;
    this.client =
        vertx.createHttpClient(new HttpClientOptions().setConnectTimeout((int) LIMIT_MILLIS));
  }

  public void start() {
    timer = vertx.setPeriodic(LOOK_MILLIS, fired -> look());
  }

  public Future<Void> close() {
    vertx.cancelTimer(timer);
    return client.close();
  }

  /** Looks after these certificates from now on, and after no others. */
  public void keep(Collection<ServerCertificate> certificates) {
    List<String> ids = certificates.stream().map(ServerCertificate::id).toList();
    watched.keySet().retainAll(ids);
    proofs.keySet().retainAll(ids);
    for (ServerCertificate certificate : certificates) {
      if (!watched.containsKey(certificate.id())) {
        StatusQuestion.about(certificate.chain())
            .ifPresent(
                question -> watched.put(certificate.id(), new Watched(certificate, question)));
      }
    }
    look();
  }

  /** What is sent along with a certificate, if anything is; may be asked for from anywhere. */
  public Optional<byte[]> of(String certificateId) {
    return Optional.ofNullable(proofs.get(certificateId))
        .filter(proof -> clock.instant().isBefore(proof.until()))
        .map(StatusProof::answer);
  }

  private void look() {
    Instant now = clock.instant();
    watched.values().stream()
        .filter(each -> each.due.isBefore(now))
        .toList()
        .forEach(each -> ask(each, now));
  }

  private void ask(Watched each, Instant now) {
    each.due = now.plus(TRIED_AGAIN_AFTER);
    fetch(each.question)
        .compose(
            answer ->
                vertx.executeBlocking(
                    () -> StatusProof.of(each.certificate.chain(), answer, clock), false))
        .onSuccess(proof -> prove(each, proof))
        .onFailure(
            cause ->
                LOG.atWarn()
                    .addKeyValue("certificate", each.certificate.names())
                    .addKeyValue("authority", each.question.url())
                    .addKeyValue("cause", cause.getMessage())
                    .log("a certificate is served without its status"));
  }

  private void prove(Watched each, StatusProof proof) {
    if (watched.get(each.certificate.id()) == each) {
      Instant now = clock.instant();
      Duration half = Duration.between(now, proof.until()).dividedBy(2);
      each.due = now.plus(half.compareTo(RENEWED_AFTER) < 0 ? half : RENEWED_AFTER);
      proofs.put(each.certificate.id(), proof);
    }
  }

  private Future<byte[]> fetch(StatusQuestion question) {
    RequestOptions options =
        new RequestOptions()
            .setAbsoluteURI(question.url())
            .setMethod(HttpMethod.POST)
            .setTimeout(LIMIT_MILLIS)
            .putHeader("content-type", "application/ocsp-request");
    return client
        .request(options)
        .compose(request -> request.send(Buffer.buffer(question.request())))
        .compose(Staples::read);
  }

  /** Who the authority is says a certificate that anybody may have written: it is not trusted. */
  private static Future<byte[]> read(HttpClientResponse response) {
    Buffer all = Buffer.buffer();
    response.handler(
        bytes -> {
          all.appendBuffer(bytes);
          if (all.length() > MOST_BYTES) {
            response.request().reset();
          }
        });
    return response.end().map(ended -> all.getBytes());
  }
}

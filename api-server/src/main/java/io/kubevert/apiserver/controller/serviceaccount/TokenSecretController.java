package io.kubevert.apiserver.controller.serviceaccount;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.controller.cache.ControllerContext;
import io.kubevert.apiserver.controller.cache.Index;
import io.kubevert.apiserver.controller.cache.ObjectCache;
import io.kubevert.apiserver.controller.view.Metadata;
import io.kubevert.apiserver.controller.view.PlainObject;
import io.kubevert.apiserver.controller.view.Secret;
import io.kubevert.client.Json;
import io.kubevert.client.KubeClient;
import io.kubevert.client.request.ApiException;
import io.kubevert.client.request.DeleteOptions;
import io.kubevert.client.resource.ObjectKey;
import io.kubevert.client.workqueue.WorkQueue;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Fills Secrets of the type {@code kubernetes.io/service-account-token} with a token of the account
 * that they name, and deletes them when the account is gone.
 */
public final class TokenSecretController {
  private static final String TYPE = "kubernetes.io/service-account-token";
  private static final String ACCOUNT = "kubernetes.io/service-account.name";
  private static final String ACCOUNT_UID = "kubernetes.io/service-account.uid";
  private static final Set<String> KEYS = Set.of("ca.crt", "namespace", "token");
  private static final int CONCURRENCY = 2;

  /** The most that can be asked for: such a token ends with its Secret. */
  private static final long TOKEN_SECONDS = 1L << 32;

  private final ObjectCache<Secret> secrets;
  private final ObjectCache<PlainObject> accounts;
  private final KubeClient client;
  private final String clusterCa;

  /**
   * @param clusterCa the certificate authority in PEM that the token's holder is told of
   */
  public TokenSecretController(ControllerContext context, String clusterCa) {
    secrets = context.caches().secrets();
    accounts = context.caches().serviceAccounts();
    client = context.client();
    this.clusterCa = clusterCa;
    WorkQueue<ObjectKey> queue =
        context.queue("serviceaccount-token", CONCURRENCY, this::reconcile);
    Index<ObjectKey, Secret> byAccount =
        secrets.index(secret -> isOfAccount(secret) ? List.of(account(secret)) : List.of());
    secrets.onChange(change -> queue.add(change.key()));
    accounts.onChange(
        change -> byAccount.get(change.key()).forEach(secret -> queue.add(secret.key())));
  }

  private static boolean isOfAccount(Secret secret) {
    return secret.type().equals(TYPE);
  }

  private static ObjectKey account(Secret secret) {
    Metadata metadata = secret.metadata();
    return new ObjectKey(metadata.namespace(), metadata.annotation(ACCOUNT));
  }

  private Future<Void> reconcile(ObjectKey key) {
    return secrets
        .get(key)
        .filter(secret -> isOfAccount(secret) && !secrets.goes(secret))
        .map(this::reconcile)
        .orElseGet(Future::succeededFuture);
  }

  private Future<Void> reconcile(Secret secret) {
    return find(account(secret))
        .compose(
            account ->
                account.filter(found -> mayHave(secret, found)).isEmpty()
                    ? secrets.delete(secret, DeleteOptions.DEFAULT)
                    : fill(secret, account.get()));
  }

  /** Asks the server for an account that is not known here, as the Secret may be known sooner. */
  private Future<Optional<Metadata>> find(ObjectKey key) {
    Optional<Metadata> known = accounts.get(key).map(PlainObject::metadata);
    return known.isPresent()
        ? Future.succeededFuture(known)
        : client
            .get(accounts.type(), key)
            .map(found -> Optional.of(Metadata.of(found)))
            .recover(
                failure ->
                    ApiException.isNotFound(failure)
                        ? Future.succeededFuture(Optional.empty())
                        : Future.failedFuture(failure));
  }

  /** Whether a Secret is meant for this account, not for an earlier one of the same name. */
  private static boolean mayHave(Secret secret, Metadata account) {
    String uid = secret.metadata().annotation(ACCOUNT_UID);
    return uid.isEmpty() || uid.equals(account.uid());
  }

  private Future<Void> fill(Secret secret, Metadata account) {
    boolean known = secret.metadata().annotation(ACCOUNT_UID).equals(account.uid());
    if (known && secret.keys().containsAll(KEYS)) {
      return Future.succeededFuture();
    }
    return (secret.keys().contains("token")
            ? Future.succeededFuture(Optional.<String>empty())
            : token(secret, account.key()).map(Optional::of))
        .compose(token -> secrets.patch(secret.key(), content(secret, account, token)))
        .mapEmpty();
  }

  private Future<String> token(Secret secret, ObjectKey account) {
    ObjectNode request = Json.object();
    ObjectNode spec = request.putObject("spec").put("expirationSeconds", TOKEN_SECONDS);
    spec.putObject("boundObjectRef")
        .put("apiVersion", "v1")
        .put("kind", "Secret")
        .put("name", secret.metadata().name())
        .put("uid", secret.metadata().uid());
    return client
        .createSubresource(accounts.type(), account, "token", request)
        .map(answer -> answer.path("status").path("token").asText());
  }

  private ObjectNode content(Secret secret, Metadata account, Optional<String> token) {
    ObjectNode patch = Json.object();
    patch
        .putObject("metadata")
        .put("uid", secret.metadata().uid())
        .putObject("annotations")
        .put(ACCOUNT_UID, account.uid());
    ObjectNode data =
        patch
            .putObject("data")
            .put("ca.crt", base64(clusterCa))
            .put("namespace", base64(account.namespace()));
    token.ifPresent(text -> data.put("token", base64(text)));
    return patch;
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}

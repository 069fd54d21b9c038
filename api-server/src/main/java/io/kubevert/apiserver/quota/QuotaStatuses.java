package io.kubevert.apiserver.quota;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.registry.Registry;
import io.kubevert.apiserver.registry.ResourceDefinition;
import io.kubevert.apiserver.registry.Target;
import io.kubevert.apiserver.registry.WriteOptions;
import io.kubevert.apiserver.status.StatusException;
import io.kubevert.apiserver.validation.Quantities;
import io.kubevert.apiserver.watch.WatchedEvent;
import io.vertx.core.Vertx;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows in the status of every quota what is used of it, soon after it has changed. Belongs to the
 * registry's context.
 */
public final class QuotaStatuses {
  private static final Logger LOG = LoggerFactory.getLogger(QuotaStatuses.class);
  private static final Duration SOON = Duration.ofMillis(200);

  private final Vertx vertx;
  private final Registry registry;
  private final ResourceDefinition definition;
  private boolean awaited;

  public QuotaStatuses(Vertx vertx, Registry registry, ResourceDefinition definition) {
    this.vertx = vertx;
    this.registry = registry;
    this.definition = definition;
  }

  /** Hears of everything that happens. */
  public void changed(WatchedEvent event) {
    if (!awaited) {
      awaited = true;
      vertx.setTimer(SOON.toMillis(), _ -> refresh());
    }
  }

  private void refresh() {
    awaited = false;
    for (ObjectNode quota : registry.all(definition.type())) {
      ObjectNode next = quota.deepCopy();
      ObjectNode status = next.putObject("status");
      JsonNode hard = quota.path("spec").path("hard");
      status.set("hard", hard.deepCopy());
      ObjectNode used = status.putObject("used");
      Map<String, BigDecimal> counted = registry.quotas().used(quota);
      hard.properties()
          .forEach(
              limit ->
                  used.put(
                      limit.getKey(),
                      Quantities.text(
                          counted.getOrDefault(limit.getKey(), BigDecimal.ZERO),
                          limit.getValue().asText())));
      if (!next.equals(quota)) {
        write(next);
      }
    }
  }

  private void write(ObjectNode quota) {
    JsonNode metadata = quota.path("metadata");
    Target target =
        new Target(definition, metadata.path("namespace").asText(), metadata.path("name").asText());
    registry
        .updateStatus(target, quota, WriteOptions.DEFAULT)
        .onFailure(
            failure -> {
              // One that was changed or deleted in between is an event of its own.
              if (!(failure instanceof StatusException)) {
                LOG.atWarn().setCause(failure).log("the status of a quota is not up to date");
              }
            });
  }
}

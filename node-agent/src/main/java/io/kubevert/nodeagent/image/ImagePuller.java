package io.kubevert.nodeagent.image;

import io.kubevert.client.workqueue.Backoff;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Finds images for containers, and fetches those that are not here, each once at a time.
 *
 * <p>An image that is on the node is used whatever the pod's pull policy. Belongs to one context.
 */
public final class ImagePuller {
  private static final Backoff BACKOFF =
      new Backoff(Duration.ofSeconds(10), Duration.ofSeconds(300));

  private final Vertx vertx;
  private final ImageStore store;
  private final Map<ImageReference, Pull> pulls = new HashMap<>();

  private record Pull(Optional<Future<Image>> running, int failures, Outcome.Failed failed) {}

  /** What became of the wish for an image. */
  public sealed interface Outcome {
    /** It is here. */
    record Present(Image image) implements Outcome {}

    /** It is being fetched; the future completes, either way, when another look is worth it. */
    record Pulling(Future<?> done) implements Outcome {}

    /** It cannot be had now. */
    record Failed(String reason, String message, long retryAtMillis) implements Outcome {}
  }

  public ImagePuller(Vertx vertx, ImageStore store) {
    this.vertx = vertx;
    this.store = store;
  }

  /** Looks for an image, and starts to fetch it if need be and if the policy allows. */
  public Future<Outcome> find(String name, String policy) {
    ImageReference reference;
    try {
      reference = ImageReference.parse(name);
    } catch (IllegalArgumentException e) {
      return Future.succeededFuture(
          new Outcome.Failed("InvalidImageName", e.getMessage(), Long.MAX_VALUE));
    }
    return vertx
        .executeBlocking(() -> store.find(reference), false)
        .map(found -> found.<Outcome>map(Outcome.Present::new))
        .map(found -> found.orElseGet(() -> fetched(reference, "Never".equals(policy))));
  }

  private Outcome fetched(ImageReference reference, boolean never) {
    if (never) {
      return new Outcome.Failed(
          "ErrImageNeverPull",
          "Container image \"" + reference + "\" is not present with pull policy of Never",
          System.currentTimeMillis() + BACKOFF.first().toMillis());
    }
    Pull pull = pulls.get(reference);
    if (pull != null && pull.running.isPresent()) {
      return new Outcome.Pulling(pull.running.get());
    }
    if (pull != null && pull.failed.retryAtMillis() > System.currentTimeMillis()) {
      return pull.failed;
    }
    return start(reference, pull == null ? 0 : pull.failures);
  }

  private Outcome start(ImageReference reference, int failures) {
    Future<Image> running = vertx.executeBlocking(() -> store.pull(reference), false);
    pulls.put(reference, new Pull(Optional.of(running), failures, null));
    running
        .onSuccess(image -> pulls.remove(reference))
        .onFailure(
            failure -> {
              long at = System.currentTimeMillis() + BACKOFF.delay(failures).toMillis();
              String reason = failures == 0 ? "ErrImagePull" : "ImagePullBackOff";
              String message =
                  failures == 0
                      ? failure.getMessage()
                      : "Back-off pulling image \"" + reference + "\": " + failure.getMessage();
              Outcome.Failed failed = new Outcome.Failed(reason, message, at);
              pulls.put(reference, new Pull(Optional.empty(), failures + 1, failed));
            });
    return new Outcome.Pulling(running);
  }
}

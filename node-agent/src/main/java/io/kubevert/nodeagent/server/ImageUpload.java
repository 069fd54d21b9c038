package io.kubevert.nodeagent.server;

import io.kubevert.nodeagent.image.ImageStore;
import io.vertx.core.Vertx;
import io.vertx.core.file.OpenOptions;
import io.vertx.ext.web.RoutingContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/** Takes image archives as request bodies. */
final class ImageUpload {
  private final Vertx vertx;
  private final ImageStore images;
  private final Path directory;

  ImageUpload(Vertx vertx, ImageStore images, Path directory) {
    this.vertx = vertx;
    this.images = images;
    this.directory = directory;
  }

  /** Stores the archive's images and answers their names, one a line. */
  void load(RoutingContext context) {
    Path file = directory.resolve(".upload-" + UUID.randomUUID());
    context.request().pause();
    vertx
        .fileSystem()
        .open(file.toString(), new OpenOptions().setCreateNew(true).setWrite(true))
        .compose(target -> context.request().pipeTo(target))
        .compose(ignored -> vertx.executeBlocking(() -> images.load(file), false))
        .eventually(() -> vertx.executeBlocking(() -> Files.deleteIfExists(file), false))
        .onSuccess(names -> context.response().end(String.join("\n", names) + "\n"))
        .onFailure(
            failure -> context.response().setStatusCode(422).end(failure.getMessage() + "\n"));
  }
}

package io.kubevert.apiserver.controller.endpointslice;

import io.kubevert.apiserver.controller.cache.ObjectCache;
import io.kubevert.apiserver.controller.view.EndpointSlice;
import io.kubevert.client.request.DeleteOptions;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Applies changes of slices: first what adds, then what takes away, so no endpoint blinks. */
record SliceWriter(ObjectCache<EndpointSlice> slices, Clock clock) {

  Future<Void> apply(SliceChanges changes, SliceManifest manifest) {
    Instant now = clock.instant();
    List<Future<?>> writes = new ArrayList<>();
    changes.creates().forEach(content -> writes.add(slices.create(manifest.create(content, now))));
    changes
        .updates()
        .forEach(
            replacement ->
                writes.add(
                    slices.patch(replacement.slice().key(), manifest.patch(replacement, now))));
    return Future.join(writes).compose(ignored -> delete(changes.deletes()));
  }

  Future<Void> delete(List<EndpointSlice> unwanted) {
    return Future.join(
            unwanted.stream().map(slice -> slices.delete(slice, DeleteOptions.DEFAULT)).toList())
        .mapEmpty();
  }
}

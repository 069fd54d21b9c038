package io.kubevert.apiserver.registry;

import io.kubevert.apiserver.status.StatusException;
import io.kubevert.apiserver.status.Statuses;
import io.kubevert.apiserver.storage.Entry;
import io.kubevert.apiserver.storage.RangeResult;
import io.kubevert.client.Json;
import java.util.ArrayList;
import java.util.List;

/** The list verb. */
final class Listing {
  private final ObjectStorage objects;

  Listing(ObjectStorage objects) {
    this.objects = objects;
  }

  /**
   * @throws StatusException if the revision asked for is gone or not there yet
   */
  ListPage list(ResourceDefinition definition, String namespace, ListQuery query) {
    String prefix = Target.collection(definition, namespace);
    if (!query.continueToken().isEmpty()) {
      ContinueToken token = ContinueToken.decode(query.continueToken());
      return page(prefix, prefix + token.start(), token.revision(), query);
    }
    if (query.revision() > objects.revision()) {
      throw new StatusException(Statuses.revisionTooLarge(query.revision(), objects.revision()));
    }
    return page(prefix, "", query.exact() ? query.revision() : 0, query);
  }

  private ListPage page(String prefix, String start, long revision, ListQuery query) {
    // With a selector only reading tells which objects count towards the limit.
    int limit = query.selector().selectsEverything() ? query.limit() : 0;
    return switch (objects.range(prefix, start, revision, limit)) {
      case RangeResult.Page page ->
          query.selector().selectsEverything()
              ? whole(prefix, page)
              : selected(prefix, page, query);
      case RangeResult.Ahead ahead ->
          throw new StatusException(Statuses.revisionTooLarge(revision, ahead.current()));
      case RangeResult.Compacted _ ->
          throw new StatusException(
              start.isEmpty()
                  ? Statuses.listRevisionTooOld()
                  : Statuses.continueExpired(
                      new ContinueToken(0, start.substring(prefix.length())).encode()));
    };
  }

  private static ListPage whole(String prefix, RangeResult.Page page) {
    if (page.next().isEmpty()) {
      return new ListPage(page.revision(), page.entries(), "", -1);
    }
    ContinueToken token =
        new ContinueToken(page.revision(), page.next().substring(prefix.length()));
    return new ListPage(page.revision(), page.entries(), token.encode(), page.remaining());
  }

  private static ListPage selected(String prefix, RangeResult.Page page, ListQuery query) {
    List<Entry> selected = new ArrayList<>();
    for (Entry entry : page.entries()) {
      if (query.limit() > 0 && selected.size() == query.limit()) {
        String start = entry.key().substring(prefix.length());
        String token = new ContinueToken(page.revision(), start).encode();
        return new ListPage(page.revision(), selected, token, -1);
      }
      if (query.selector().selects(Json.parse(entry.value()))) {
        selected.add(entry);
      }
    }
    return new ListPage(page.revision(), selected, "", -1);
  }
}

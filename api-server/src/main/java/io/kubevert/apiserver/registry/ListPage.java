package io.kubevert.apiserver.registry;

import io.kubevert.apiserver.storage.Entry;
import java.util.List;

/**
 * A page of objects, all as of one revision.
 *
 * @param continueToken empty on the last page
 * @param remaining how many objects follow; negative when it is not known
 */
public record ListPage(long revision, List<Entry> entries, String continueToken, long remaining) {

  public ListPage {
    entries = List.copyOf(entries);
  }
}

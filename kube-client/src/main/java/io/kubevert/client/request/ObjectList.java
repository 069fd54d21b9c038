package io.kubevert.client.request;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * A page of objects, all as of one revision.
 *
 * @param revision the revision of the whole list
 * @param continueToken where the next page starts; empty on the last page
 */
public record ObjectList(long revision, List<ObjectNode> items, String continueToken) {

  public ObjectList {
    items = List.copyOf(items);
  }
}

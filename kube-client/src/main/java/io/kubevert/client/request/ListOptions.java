package io.kubevert.client.request;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a list is narrowed to.
 *
 * @param namespace empty for all namespaces
 * @param labelSelector empty for all objects, else as in {@code app=web,tier!=db}
 * @param fieldSelector empty for all objects, else as in {@code spec.nodeName=worker1}
 * @param limit how many objects one page holds at most; 0 for all in one page
 * @param continueToken where the previous page ended; empty for the first page
 */
public record ListOptions(
    String namespace, String labelSelector, String fieldSelector, int limit, String continueToken) {

  public static final ListOptions ALL = new ListOptions("", "", "", 0, "");

  public static ListOptions inNamespace(String namespace) {
    return new ListOptions(namespace, "", "", 0, "");
  }

  public ListOptions withLabels(String selector) {
    return new ListOptions(namespace, selector, fieldSelector, limit, continueToken);
  }

  public ListOptions withFields(String selector) {
    return new ListOptions(namespace, labelSelector, selector, limit, continueToken);
  }

  public ListOptions page(int pageLimit, String token) {
    return new ListOptions(namespace, labelSelector, fieldSelector, pageLimit, token);
  }

  /** These options as the API's query parameters. */
  public Map<String, String> query() {
    Map<String, String> query = new LinkedHashMap<>();
    putIfPresent(query, "labelSelector", labelSelector);
    putIfPresent(query, "fieldSelector", fieldSelector);
    putIfPresent(query, "continue", continueToken);
    if (limit > 0) {
      query.put("limit", Integer.toString(limit));
    }
    return query;
  }

  private static void putIfPresent(Map<String, String> query, String name, String value) {
    if (!value.isEmpty()) {
      query.put(name, value);
    }
  }
}

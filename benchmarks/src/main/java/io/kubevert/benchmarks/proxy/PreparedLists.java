package io.kubevert.benchmarks.proxy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.ControlPlane;
import io.kubevert.client.Json;
import io.kubevert.client.KubeClient;
import io.kubevert.client.fake.FakeControlPlane;
import io.kubevert.client.request.ApiRequest;
import io.kubevert.client.request.ApiResponse;
import io.kubevert.client.request.WatchEvent;
import io.kubevert.client.resource.ResourceType;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A control plane that has its lists ready in pages, as they come from an API server's process: to
 * make them is not the proxy's work.
 *
 * @param pages of each list, by its path
 */
record PreparedLists(ControlPlane source, Map<String, List<byte[]>> pages) implements ControlPlane {
  private static final int PAGE = 500;
  private static final int OK = 200;

  static PreparedLists of(FakeControlPlane source, ResourceType... types) {
    Map<ResourceType, List<ObjectNode>> objects = new HashMap<>();
    for (ResourceType type : types) {
      objects.put(type, source.list(type));
    }
    long revision =
        objects.values().stream()
            .flatMap(List::stream)
            .mapToLong(object -> object.path("metadata").path("resourceVersion").asLong())
            .max()
            .orElse(0);
    Map<String, List<byte[]>> pages = new HashMap<>();
    objects.forEach((type, all) -> pages.put(type.collectionPath(""), pages(all, revision)));
    return new PreparedLists(source, pages);
  }

  @Override
  public KubeClient clientFor(Context context) {
    return new Client(context, source.clientFor(context));
  }

  private static List<byte[]> pages(List<ObjectNode> objects, long revision) {
    List<byte[]> pages = new ArrayList<>();
    for (int from = 0; from < objects.size(); from += PAGE) {
      int to = Math.min(objects.size(), from + PAGE);
      ObjectNode list = Json.object();
      ObjectNode metadata = list.putObject("metadata");
      metadata.put("resourceVersion", Long.toString(revision));
      metadata.put("continue", to < objects.size() ? Integer.toString(pages.size() + 1) : "");
      ArrayNode items = list.putArray("items");
      objects.subList(from, to).forEach(items::add);
      pages.add(Json.bytes(list));
    }
    return pages;
  }

  private final class Client implements KubeClient {
    private final Context context;
    private final KubeClient others;

    Client(Context context, KubeClient others) {
      this.context = context;
      this.others = others;
    }

    @Override
    public Future<ApiResponse> send(ApiRequest request) {
      List<byte[]> list = pages.get(request.path());
      if (list == null || !request.method().equals("GET")) {
        return others.send(request);
      }
      int page = Integer.parseInt(request.query().getOrDefault("continue", "0"));
      Promise<ApiResponse> answer = Promise.promise();
      context.runOnContext(now -> answer.complete(new ApiResponse(OK, list.get(page))));
      return answer.future();
    }

    @Override
    public Future<Watch> watch(ResourceType type, Consumer<WatchEvent> handler) {
      return others.watch(type, handler);
    }
  }
}

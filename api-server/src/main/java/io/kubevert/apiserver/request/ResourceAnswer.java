package io.kubevert.apiserver.request;

import io.kubevert.apiserver.registry.ListBody;
import io.kubevert.apiserver.registry.ListPage;
import io.kubevert.apiserver.registry.ResourceDefinition;
import io.kubevert.apiserver.registry.ServedVersion;
import io.kubevert.client.request.ApiResponse;
import io.vertx.core.Future;
import java.util.List;
import java.util.stream.Stream;

/** What the registry answered, before it is put into the form that the client asked for. */
public sealed interface ResourceAnswer {

  /** A page of stored objects as a version has them. */
  static ResourceAnswer list(ServedVersion version, ListPage page) {
    return new Many(version.definition(), version.show(page), version.warnings());
  }

  /** An answer about one object, which is shown as a version has it. */
  static Future<ResourceAnswer> one(
      ServedVersion version, List<String> warnings, Future<ApiResponse> response) {
    return response.map(
        answer ->
            new One(
                version.definition(),
                version.show(answer),
                Stream.concat(version.warnings().stream(), warnings.stream()).toList()));
  }

  /** What the user should know though the request succeeded. */
  List<String> warnings();

  /** The answer as plain JSON. */
  ApiResponse toResponse();

  /**
   * One object.
   *
   * @param warnings what the user should know though the request succeeded
   */
  record One(ResourceDefinition definition, ApiResponse response, List<String> warnings)
      implements ResourceAnswer {
    public One {
      warnings = List.copyOf(warnings);
    }

    @Override
    public ApiResponse toResponse() {
      return response;
    }
  }

  /**
   * A list.
   *
   * @param warnings what the user should know though the request succeeded
   */
  record Many(ResourceDefinition definition, ListPage page, List<String> warnings)
      implements ResourceAnswer {
    public Many {
      warnings = List.copyOf(warnings);
    }

    /** The list as plain JSON, not put together yet. */
    public ListBody body() {
      return ListBody.of(definition, page);
    }

    @Override
    public ApiResponse toResponse() {
      return new ApiResponse(200, body().bytes());
    }
  }

  /**
   * An answer about something that is not kept, as a review.
   *
   * @param warnings what the user should know though the request succeeded
   */
  record Passing(ApiResponse response, List<String> warnings) implements ResourceAnswer {
    public Passing {
      warnings = List.copyOf(warnings);
    }

    @Override
    public ApiResponse toResponse() {
      return response;
    }
  }
}

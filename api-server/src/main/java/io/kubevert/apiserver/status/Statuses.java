package io.kubevert.apiserver.status;

import io.kubevert.apiserver.managedfields.ApplyConflictException;
import io.kubevert.apiserver.patch.PatchException;
import io.kubevert.apiserver.status.Status.Cause;
import io.kubevert.apiserver.status.Status.Details;
import io.kubevert.apiserver.storage.StoreUnavailableException;
import io.kubevert.apiserver.validation.FieldErrors;
import io.kubevert.client.resource.ResourceType;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The words of every refusal, in one place. */
public final class Statuses {
  private static final Logger LOG = LoggerFactory.getLogger(Statuses.class);

  private Statuses() {}

  /** What a client is told of a failure; one that was not foreseen is logged. */
  public static Status of(Throwable failure) {
    return switch (failure) {
      case StatusException refused -> refused.status();
      case StoreUnavailableException unavailable ->
          new Status(
              Reason.SERVICE_UNAVAILABLE, unavailable.getMessage(), Details.NONE.retryAfter(1));
      default -> {
        LOG.atError().setCause(failure).log("a request failed");
        yield internal(String.valueOf(failure.getMessage()));
      }
    };
  }

  public static Status badRequest(String message) {
    return new Status(Reason.BAD_REQUEST, message, Details.NONE);
  }

  public static Status unauthorized() {
    return new Status(Reason.UNAUTHORIZED, "Unauthorized", Details.NONE);
  }

  public static Status notFound(ResourceType type, String name) {
    return new Status(
        Reason.NOT_FOUND,
        type.groupResource() + " \"" + name + "\" not found",
        Details.of(name, type.group(), type.plural()));
  }

  /** For paths that name nothing this server has. */
  public static Status noSuchPath() {
    return new Status(
        Reason.NOT_FOUND, "the server could not find the requested resource", Details.NONE);
  }

  public static Status alreadyExists(ResourceType type, String name) {
    return new Status(
        Reason.ALREADY_EXISTS,
        type.groupResource() + " \"" + name + "\" already exists",
        Details.of(name, type.group(), type.plural()));
  }

  public static Status conflict(ResourceType type, String name, String why) {
    return new Status(
        Reason.CONFLICT,
        "Operation cannot be fulfilled on " + type.groupResource() + " \"" + name + "\": " + why,
        Details.of(name, type.group(), type.plural()));
  }

  /** Somebody else wrote the object in between. */
  public static Status modified(ResourceType type, String name) {
    return conflict(
        type,
        name,
        "the object has been modified; please apply your changes to the latest version and try"
            + " again");
  }

  /** Somebody applies other values to fields of somebody else. */
  public static Status applyConflict(ApplyConflictException failure) {
    List<Cause> causes =
        failure.conflicts().entrySet().stream()
            .flatMap(
                conflict ->
                    conflict.getValue().stream()
                        .map(
                            path ->
                                new Cause(
                                    "FieldManagerConflict",
                                    "conflict with " + conflict.getKey(),
                                    path)))
            .toList();
    return new Status(Reason.CONFLICT, failure.getMessage(), Details.NONE.because(causes));
  }

  public static Status forbidden(ResourceType type, String name, String why) {
    String quoted = name.isEmpty() ? "" : " \"" + name + "\"";
    return new Status(
        Reason.FORBIDDEN,
        type.groupResource() + quoted + " is forbidden: " + why,
        Details.of(name, type.group(), type.plural()));
  }

  /** The namespace of a new object is going away. */
  public static Status namespaceTerminating(ResourceType type, String name, String namespace) {
    String why =
        "unable to create new content in namespace "
            + namespace
            + " because it is being terminated";
    Status status = forbidden(type, name, why);
    Cause cause =
        new Cause(
            "NamespaceTerminating",
            "namespace " + namespace + " is being terminated",
            "metadata.namespace");
    return new Status(status.reason(), status.message(), status.details().because(List.of(cause)));
  }

  public static Status invalid(ResourceType type, String name, FieldErrors errors) {
    List<FieldErrors.FieldError> list = errors.list();
    String text =
        list.size() == 1
            ? list.getFirst().toString()
            : list.stream()
                .map(FieldErrors.FieldError::toString)
                .distinct()
                .collect(Collectors.joining(", ", "[", "]"));
    List<Cause> causes =
        list.stream()
            .map(error -> new Cause(error.kind().reason(), error.message(), error.field()))
            .toList();
    return new Status(
        Reason.INVALID,
        type.kind() + qualified(type) + " \"" + name + "\" is invalid: " + text,
        Details.of(name, type.group(), type.kind()).because(causes));
  }

  /**
   * Query parameters that do not go together.
   *
   * @param kind what they would be as an object, as in {@code PatchOptions}
   */
  public static Status invalidOptions(String kind, FieldErrors errors) {
    return invalid(new ResourceType("meta.k8s.io", "v1", kind, "", false), "", errors);
  }

  /** A patch that cannot be applied. */
  public static Status patch(ResourceType type, String name, PatchException failure) {
    Details about = Details.of(name, type.group(), type.kind());
    return switch (failure.kind()) {
      case BAD_REQUEST -> badRequest(failure.getMessage());
      case UNPROCESSABLE -> new Status(Reason.INVALID, failure.getMessage(), about);
      case UNSUPPORTED_MEDIA_TYPE ->
          new Status(Reason.UNSUPPORTED_MEDIA_TYPE, failure.getMessage(), Details.NONE);
      case TOO_LARGE -> new Status(Reason.TOO_LARGE, failure.getMessage(), Details.NONE);
    };
  }

  public static Status methodNotAllowed() {
    return methodNotAllowed("the server does not allow this method on the requested resource");
  }

  public static Status methodNotAllowed(String why) {
    return new Status(Reason.METHOD_NOT_ALLOWED, why, Details.NONE);
  }

  public static Status notAcceptable(String offered) {
    return new Status(
        Reason.NOT_ACCEPTABLE,
        "only the following media types are accepted: " + offered,
        Details.NONE);
  }

  public static Status unsupportedMediaType(String accepted) {
    return new Status(
        Reason.UNSUPPORTED_MEDIA_TYPE,
        "the body of the request was in an unknown format - accepted media types include: "
            + accepted,
        Details.NONE);
  }

  public static Status tooLarge(long limit) {
    return new Status(
        Reason.TOO_LARGE, "Request entity too large: limit is " + limit, Details.NONE);
  }

  /** A client did not send its request in time. */
  public static Status requestTimeout() {
    return new Status(
        Reason.TIMEOUT,
        "Timeout: request did not complete within the allotted timeout",
        Details.NONE);
  }

  public static Status revisionTooLarge(long asked, long current) {
    Cause cause = new Cause("ResourceVersionTooLarge", "Too large resource version", "");
    return new Status(
        Reason.TIMEOUT,
        "Too large resource version: " + asked + ", current: " + current,
        Details.NONE.retryAfter(1).because(List.of(cause)));
  }

  public static Status revisionTooOld(long asked, long oldest) {
    return new Status(
        Reason.EXPIRED, "too old resource version: " + asked + " (" + oldest + ")", Details.NONE);
  }

  public static Status listRevisionTooOld() {
    return new Status(
        Reason.EXPIRED, "The resourceVersion for the provided list is too old.", Details.NONE);
  }

  /**
   * @param token goes on with the list as it is now
   */
  public static Status continueExpired(String token) {
    return new Status(
        Reason.EXPIRED,
        "The provided continue parameter is too old to display a consistent list result. You can"
            + " start a new list without the continue parameter, or use the continue token in this"
            + " response to retrieve the remainder of the results. Continuing with the provided"
            + " token results in an inconsistent list - objects that were created, modified, or"
            + " deleted between the time the first chunk was returned and now may show up in the"
            + " list.",
        Details.NONE.continueWith(token));
  }

  /** A pod cannot be evicted for now. */
  public static Status disruptionBudget(String why) {
    return new Status(
        Reason.TOO_MANY_REQUESTS,
        "Cannot evict pod as it would violate the pod's disruption budget.",
        Details.NONE.because(List.of(new Cause("DisruptionBudget", why, ""))));
  }

  /** The server is busy. */
  public static Status tooManyRequests() {
    return new Status(
        Reason.TOO_MANY_REQUESTS,
        "Too many requests, please try again later.",
        Details.NONE.retryAfter(1));
  }

  public static Status internal(String message) {
    return new Status(
        Reason.INTERNAL_ERROR,
        "Internal error occurred: " + message,
        Details.NONE.because(List.of(new Cause("", message, ""))));
  }

  public static Status unavailable(String message) {
    return new Status(Reason.SERVICE_UNAVAILABLE, message, Details.NONE.retryAfter(1));
  }

  private static String qualified(ResourceType type) {
    return type.group().isEmpty() ? "" : "." + type.group();
  }
}

package io.kubevert.apiserver.review;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.authentication.User;
import io.kubevert.apiserver.authorization.Authorizer;
import io.kubevert.apiserver.authorization.Rule;
import io.kubevert.apiserver.request.RequestInfo;
import io.kubevert.apiserver.status.StatusException;
import io.kubevert.apiserver.status.Statuses;
import io.kubevert.apiserver.validation.FieldErrors;
import io.kubevert.client.Json;
import io.kubevert.client.resource.ResourceType;
import java.util.ArrayList;
import java.util.List;

/** What somebody may do. */
final class AccessReviews {
  private final Authorizer authorizer;

  AccessReviews(Authorizer authorizer) {
    this.authorizer = authorizer;
  }

  /** The status of a SelfSubjectAccessReview. */
  ObjectNode access(User user, JsonNode review) {
    return Json.object().put("allowed", authorizer.allows(user, asked(review)));
  }

  /**
   * The status of a review about somebody else.
   *
   * @param namespace that of a local review; empty for one about the whole cluster
   */
  ObjectNode accessOfSubject(JsonNode review, String namespace) {
    JsonNode spec = review.path("spec");
    List<String> groups = new ArrayList<>();
    spec.path("groups").forEach(group -> groups.add(group.asText()));
    String name = spec.path("user").asText("");
    if (name.isEmpty() && groups.isEmpty()) {
      throw invalid(
          review,
          new FieldErrors()
              .invalid("spec.user", "", "at least one of user or group must be specified"));
    }
    String asked = spec.path("resourceAttributes").path("namespace").asText("");
    if (!namespace.isEmpty() && !asked.equals(namespace)) {
      throw invalid(
          review,
          new FieldErrors()
              .invalid(
                  "spec.resourceAttributes.namespace", asked, "must match metadata.namespace"));
    }
    return access(new User(name, groups), review);
  }

  /** The status of a SelfSubjectRulesReview. */
  ObjectNode rules(User user, JsonNode review) {
    String namespace = review.path("spec").path("namespace").asText("");
    if (namespace.isEmpty()) {
      throw refused("no namespace on request");
    }
    ObjectNode status = Json.object();
    status.putArray("resourceRules");
    status.putArray("nonResourceRules");
    for (Rule rule : authorizer.rules(user, namespace)) {
      status
          .withArrayProperty(rule.isAboutResources() ? "resourceRules" : "nonResourceRules")
          .add(rule.toJson());
    }
    return status.put("incomplete", false);
  }

  /** The request that a review is about. */
  private static RequestInfo asked(JsonNode review) {
    JsonNode spec = review.path("spec");
    JsonNode resource = spec.path("resourceAttributes");
    JsonNode path = spec.path("nonResourceAttributes");
    if (resource.isObject() && path.isObject()) {
      throw invalid(
          review,
          new FieldErrors()
              .invalid(
                  "spec.nonResourceAttributes",
                  path,
                  "cannot be specified in combination with resourceAttributes"));
    }
    if (!resource.isObject() && !path.isObject()) {
      throw invalid(
          review,
          new FieldErrors()
              .invalid(
                  "spec.resourceAttributes",
                  resource.isMissingNode() ? "null" : resource,
                  "exactly one of nonResourceAttributes or resourceAttributes must be specified"));
    }
    return new RequestInfo(
        resource.isObject(),
        (resource.isObject() ? resource : path).path("verb").asText(""),
        resource.path("group").asText(""),
        resource.path("version").asText(""),
        resource.path("namespace").asText(""),
        resource.path("resource").asText(""),
        resource.path("name").asText(""),
        resource.path("subresource").asText(""),
        path.path("path").asText(""));
  }

  private static StatusException invalid(JsonNode review, FieldErrors errors) {
    ResourceType type =
        new ResourceType("authorization.k8s.io", "v1", review.path("kind").asText(), "", false);
    return new StatusException(Statuses.invalid(type, "", errors));
  }

  private static StatusException refused(String message) {
    return new StatusException(Statuses.badRequest(message));
  }
}

package io.kubevert.apiserver.schema;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.registry.ResourceDefinition;
import io.kubevert.apiserver.registry.SubresourceDefinition;
import io.kubevert.client.Json;
import io.kubevert.client.request.PatchType;
import io.kubevert.client.resource.ResourceType;
import java.util.Arrays;
import java.util.List;

/**
 * The paths of resources with their verbs, as OpenAPI has them. Clients look here for two things:
 * which kind lives at a path, and which query parameters a verb takes.
 *
 * @param style which version of OpenAPI to write
 */
record OpenApiPaths(ObjectNode paths, ModelSchemas schemas, OpenApiStyle style) {

  private static final List<String> WRITE_PARAMETERS =
      List.of("dryRun", "fieldManager", "fieldValidation", "pretty");
  private static final List<String> LIST_PARAMETERS =
      List.of(
          "allowWatchBookmarks",
          "continue",
          "fieldSelector",
          "labelSelector",
          "limit",
          "resourceVersion",
          "resourceVersionMatch",
          "sendInitialEvents",
          "timeoutSeconds",
          "watch");

  private static final List<String> LOG_PARAMETERS =
      List.of(
          "container",
          "follow",
          "insecureSkipTLSVerifyBackend",
          "limitBytes",
          "pretty",
          "previous",
          "sinceSeconds",
          "stream",
          "tailLines",
          "timestamps");

  void add(ResourceDefinition definition) {
    ResourceType type = definition.type();
    String root = type.collectionPath("");
    if (type.namespaced()) {
      addCollection(definition, root, false);
    }
    String collection = type.collectionPath(type.namespaced() ? "{namespace}" : "");
    addCollection(definition, collection, true);
    addObject(definition, collection + "/{name}");
    SubresourceDefinition.of(definition)
        .forEach(each -> addSubresource(each, collection + "/{name}/" + each.name()));
  }

  /** Adds a resource whose objects are answered and not kept. */
  void addAnswered(ResourceDefinition definition) {
    ResourceType type = definition.type();
    addCreate(definition, item(type.collectionPath(type.namespaced() ? "{namespace}" : "")));
  }

  private void addCollection(ResourceDefinition definition, String path, boolean writable) {
    ObjectNode item = item(path);
    ObjectNode list = operation(item, "get", "list", definition.type(), LIST_PARAMETERS);
    respond(list, schemas.listReference(definition));
    if (writable) {
      addCreate(definition, item);
      operation(item, "delete", "deletecollection", definition.type(), LIST_PARAMETERS);
    }
  }

  private void addCreate(ResourceDefinition definition, ObjectNode item) {
    ObjectNode create = operation(item, "post", "post", definition.type(), WRITE_PARAMETERS);
    addBody(create, definition, List.of("application/json", "application/yaml"));
  }

  private void addObject(ResourceDefinition definition, String path) {
    ObjectNode item = item(path);
    respond(
        operation(item, "get", "get", definition.type(), List.of("pretty")),
        schemas.reference(definition));
    addUpdate(definition, item);
    addPatch(definition, item);
    operation(
        item,
        "delete",
        "delete",
        definition.type(),
        List.of("dryRun", "gracePeriodSeconds", "orphanDependents", "propagationPolicy"));
  }

  private void addSubresource(SubresourceDefinition subresource, String path) {
    subresource.body().ifPresent(schemas::add);
    addSubresource(subresource, item(path));
    if (subresource.name().equals("proxy")) {
      addSubresource(subresource, item(path + "/{path}"));
    }
  }

  private void addSubresource(SubresourceDefinition subresource, ObjectNode item) {
    for (String verb : subresource.verbs()) {
      String method =
          switch (verb) {
            case "create" -> "post";
            case "update" -> "put";
            default -> verb;
          };
      if (subresource.isConnection()) {
        respondText(operation(item, method, "connect", subresource.type(), List.of()));
      } else if (subresource.body().isEmpty()) {
        respondText(operation(item, method, verb, subresource.type(), LOG_PARAMETERS));
      } else {
        addVerb(item, verb, subresource.body().get());
      }
    }
  }

  private void addVerb(ObjectNode item, String verb, ResourceDefinition body) {
    switch (verb) {
      case "get" ->
          respond(
              operation(item, "get", "get", body.type(), List.of("pretty")),
              schemas.reference(body));
      case "create" -> addCreate(body, item);
      case "update" -> addUpdate(body, item);
      case "patch" -> addPatch(body, item);
      default -> throw new IllegalArgumentException("no subresource has the verb " + verb);
    }
  }

  private void addUpdate(ResourceDefinition definition, ObjectNode item) {
    ObjectNode put = operation(item, "put", "put", definition.type(), WRITE_PARAMETERS);
    addBody(put, definition, List.of("application/json", "application/yaml"));
  }

  private void addPatch(ResourceDefinition definition, ObjectNode item) {
    ObjectNode patch =
        operation(
            item,
            "patch",
            "patch",
            definition.type(),
            List.of("dryRun", "fieldManager", "fieldValidation", "force", "pretty"));
    addBody(
        patch,
        definition,
        Arrays.stream(PatchType.values())
            .filter(
                type ->
                    type != PatchType.STRATEGIC_MERGE || definition.schema().mergesStrategically())
            .map(PatchType::mediaType)
            .toList());
  }

  /** The item of a path, with the parameters that are in the path itself. */
  private ObjectNode item(String path) {
    ObjectNode item = paths.putObject(path);
    ArrayNode parameters = item.putArray("parameters");
    for (String name : List.of("name", "namespace", "path")) {
      if (path.contains("{" + name + "}")) {
        addParameter(parameters, name, "path").put("required", true);
      }
    }
    return item;
  }

  private ObjectNode operation(
      ObjectNode item,
      String method,
      String action,
      ResourceType type,
      List<String> queryParameters) {
    ObjectNode operation = item.putObject(method);
    ArrayNode parameters = operation.putArray("parameters");
    queryParameters.forEach(name -> addParameter(parameters, name, "query"));
    operation.putObject("responses").putObject("200").put("description", "OK");
    operation.put("x-kubernetes-action", action);
    ModelSchemas.addKindExtension(operation.putObject("x-kubernetes-group-version-kind"), type);
    return operation;
  }

  private ObjectNode addParameter(ArrayNode parameters, String name, String in) {
    ObjectNode parameter = parameters.addObject().put("name", name).put("in", in);
    ObjectNode type = style == OpenApiStyle.V3 ? parameter.putObject("schema") : parameter;
    type.put("type", typeOf(name)).put("uniqueItems", true);
    return parameter;
  }

  private static String typeOf(String parameter) {
    return switch (parameter) {
      case "limit",
          "timeoutSeconds",
          "gracePeriodSeconds",
          "limitBytes",
          "sinceSeconds",
          "tailLines" ->
          "integer";
      case "allowWatchBookmarks",
          "sendInitialEvents",
          "watch",
          "force",
          "orphanDependents",
          "follow",
          "insecureSkipTLSVerifyBackend",
          "previous",
          "timestamps" ->
          "boolean";
      default -> "string";
    };
  }

  private void addBody(
      ObjectNode operation, ResourceDefinition definition, List<String> mediaTypes) {
    ObjectNode schema = schemas.reference(definition);
    switch (style) {
      case V2 -> {
        ArrayNode consumes = operation.putArray("consumes");
        mediaTypes.forEach(consumes::add);
        operation
            .withArray("/parameters")
            .addObject()
            .put("name", "body")
            .put("in", "body")
            .put("required", true)
            .set("schema", schema);
      }
      case V3 -> {
        ObjectNode content = operation.putObject("requestBody").putObject("content");
        mediaTypes.forEach(mediaType -> content.putObject(mediaType).set("schema", schema));
      }
    }
    respond(operation, schema);
  }

  private void respond(ObjectNode operation, ObjectNode schema) {
    ObjectNode answer = operation.withObject("/responses").withObject("200");
    switch (style) {
      case V2 -> answer.set("schema", schema);
      case V3 -> answer.putObject("content").putObject("application/json").set("schema", schema);
    }
  }

  private void respondText(ObjectNode operation) {
    ObjectNode answer = operation.withObject("/responses").withObject("200");
    ObjectNode text = Json.object().put("type", "string");
    switch (style) {
      case V2 -> answer.set("schema", text);
      case V3 -> answer.putObject("content").putObject("*/*").set("schema", text);
    }
  }
}

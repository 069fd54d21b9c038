package io.kubevert.apiserver.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.schema.JavaSchema;
import io.kubevert.apiserver.storage.Entry;
import io.kubevert.apiserver.table.Column;
import io.kubevert.client.Json;
import io.kubevert.client.request.ApiResponse;
import io.kubevert.client.resource.ResourceType;
import java.util.List;

/**
 * A resource as one version of the API has it. Bodies are converted at the door, in and out; behind
 * it there is the stored version alone.
 *
 * @param definition the version's own type, schema and columns
 * @param stored the definition that the registry works with
 * @param conversion between the two
 * @param warnings what everybody who uses the version is told
 */
public record ServedVersion(
    ResourceDefinition definition,
    ResourceDefinition stored,
    Conversion conversion,
    List<String> warnings) {

  public ServedVersion {
    warnings = List.copyOf(warnings);
  }

  /** The version that is stored. */
  public static ServedVersion stored(ResourceDefinition definition) {
    return new ServedVersion(definition, definition, Conversion.NONE, List.of());
  }

  /**
   * Another version of a resource that is stored. In another group it has no short names, since
   * kubectl warns of one that two groups have.
   *
   * @param model the Java type of the version
   */
  public static ServedVersion other(
      ResourceDefinition stored,
      ResourceType type,
      Class<?> model,
      Conversion conversion,
      List<String> warnings) {
    boolean sameGroup = type.group().equals(stored.type().group());
    ResourceDefinition definition =
        new ResourceDefinition(
            type,
            stored.singular(),
            sameGroup ? stored.shortNames() : List.of(),
            stored.categories(),
            new JavaSchema(model),
            stored.strategy(),
            stored.columns().stream().map(column -> converted(column, conversion)).toList(),
            stored.subresources());
    return new ServedVersion(definition, stored, conversion, warnings);
  }

  public boolean isStored() {
    return definition == stored;
  }

  /** Whether objects are shown byte for byte as they are stored. */
  public boolean showsBytes() {
    return conversion == Conversion.NONE;
  }

  /** A stored object as this version has it. */
  public ObjectNode show(ObjectNode object) {
    return conversion.fromStored(object);
  }

  /** An answer about one object as this version has it; other answers are passed on. */
  public ApiResponse show(ApiResponse response) {
    if (showsBytes()) {
      return response;
    }
    ObjectNode object = Json.parse(response.body());
    boolean known =
        object.path("kind").asText().equals(stored.type().kind())
            && object.path("apiVersion").asText().equals(stored.type().apiVersion());
    return known ? new ApiResponse(response.code(), Json.bytes(show(object))) : response;
  }

  /** A page of stored objects as this version has them. */
  public ListPage show(ListPage page) {
    if (showsBytes()) {
      return page;
    }
    List<Entry> entries = page.entries().stream().map(this::show).toList();
    return new ListPage(page.revision(), entries, page.continueToken(), page.remaining());
  }

  /** The bytes of a stored object as this version has them. */
  public byte[] show(byte[] object) {
    return showsBytes() ? object : Json.bytes(show(Json.parse(object)));
  }

  private Entry show(Entry entry) {
    return new Entry(entry.key(), entry.revision(), show(entry.value()));
  }

  private static Column converted(Column column, Conversion conversion) {
    return new Column(
        column.name(),
        column.type(),
        column.format(),
        column.description(),
        column.priority(),
        object -> column.cell().apply(conversion.toStored((ObjectNode) object)));
  }
}

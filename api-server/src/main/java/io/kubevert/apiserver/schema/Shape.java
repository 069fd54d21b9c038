package io.kubevert.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.KubernetesResource;
import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaPropsOrArray;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaPropsOrBool;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaPropsOrStringArray;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.ZonedDateTime;
import java.util.Collection;
import java.util.Map;

/** What a JSON value may look like. */
public sealed interface Shape {

  /**
   * A value without parts.
   *
   * @param type OpenAPI's name of it: string, integer, number or boolean
   * @param format OpenAPI's detail of it, as in int32; empty for none
   */
  record Scalar(String type, String format) implements Shape {}

  /** An object with the fields of a type. */
  record Model(ObjectType type) implements Shape {}

  record ListOf(Shape element) implements Shape {}

  /** An object with any keys. */
  record MapOf(Shape value) implements Shape {}

  /** A value that the schema says nothing of. */
  record Any() implements Shape {}

  /** A point in time, as RFC 3339 writes it. */
  Scalar TIME = new Scalar("string", "date-time");

  /** Bytes in base 64. */
  Scalar BYTES = new Scalar("string", "byte");

  /** Reads a Java type. */
  static Shape of(Type type) {
    if (type instanceof ParameterizedType generic && generic.getRawType() instanceof Class<?> raw) {
      Type[] arguments = generic.getActualTypeArguments();
      if (Collection.class.isAssignableFrom(raw)) {
        return new ListOf(of(arguments[0]));
      }
      if (Map.class.isAssignableFrom(raw)) {
        return new MapOf(of(arguments[1]));
      }
    }
    return type instanceof Class<?> plain ? ofClass(plain) : new Any();
  }

  private static Shape ofClass(Class<?> type) {
    if (type == String.class || type.isEnum()) {
      return new Scalar("string", "");
    }
    if (type == Integer.class || type == int.class) {
      return new Scalar("integer", "int32");
    }
    if (type == Long.class || type == long.class) {
      return new Scalar("integer", "int64");
    }
    if (type == Double.class || type == Float.class) {
      return new Scalar("number", "double");
    }
    if (type == Boolean.class || type == boolean.class) {
      return new Scalar("boolean", "");
    }
    if (type == IntOrString.class) {
      return new Scalar("string", "int-or-string");
    }
    if (type == Quantity.class) {
      return new Scalar("string", "quantity");
    }
    if (type == MicroTime.class || type == ZonedDateTime.class) {
      return TIME;
    }
    boolean open =
        type.isInterface()
            || JsonNode.class.isAssignableFrom(type)
            || type == HasMetadata.class
            || type == JSONSchemaPropsOrArray.class
            || type == JSONSchemaPropsOrBool.class
            || type == JSONSchemaPropsOrStringArray.class
            || !KubernetesResource.class.isAssignableFrom(type)
            || !ModelFields.isModel(type);
    return open ? new Any() : new Model(new JavaSchema(type));
  }
}

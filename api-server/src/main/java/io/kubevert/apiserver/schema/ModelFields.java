package io.kubevert.apiserver.schema;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The JSON fields of a model type, by name. What reflection finds is kept with the class for as
 * long as the class lives: it is the same for every server in the process.
 */
public final class ModelFields {
  private static final ClassValue<Map<String, ModelField>> FIELDS =
      new ClassValue<>() {
        @Override
        protected Map<String, ModelField> computeValue(Class<?> type) {
          return read(type);
        }
      };

  private static final Pattern TIME =
      Pattern.compile(".*(Time|Timestamp)|startedAt|finishedAt|time");
  private static final Set<String> BYTES = Set.of("ConfigMap.binaryData", "Secret.data");

  private ModelFields() {}

  /** The fields in the order of their names; empty for a type that is not a model. */
  public static Map<String, ModelField> of(Class<?> type) {
    return FIELDS.get(type);
  }

  /** Whether a type is a model, told without reading the types of its fields. */
  static boolean isModel(Class<?> type) {
    for (Class<?> at = type; at != null && at != Object.class; at = at.getSuperclass()) {
      for (Field field : at.getDeclaredFields()) {
        if (field.isAnnotationPresent(JsonProperty.class)) {
          return true;
        }
      }
    }
    return false;
  }

  private static Map<String, ModelField> read(Class<?> type) {
    Map<String, ModelField> fields = new TreeMap<>();
    for (Class<?> at = type; at != null && at != Object.class; at = at.getSuperclass()) {
      for (Field field : at.getDeclaredFields()) {
        JsonProperty property = field.getAnnotation(JsonProperty.class);
        if (property != null && !Modifier.isStatic(field.getModifiers())) {
          String name = property.value().isEmpty() ? field.getName() : property.value();
          fields.putIfAbsent(
              name, new ModelField(name, shape(type, field, name), MergeRule.of(type, name)));
        }
      }
    }
    return Collections.unmodifiableMap(fields);
  }

  /** What Java's types do not say: which texts are times, and which are bytes. */
  private static Shape shape(Class<?> owner, Field field, String name) {
    if (field.getType() == String.class && TIME.matcher(name).matches()) {
      return Shape.TIME;
    }
    return BYTES.contains(owner.getSimpleName() + "." + name)
        ? new Shape.MapOf(Shape.BYTES)
        : Shape.of(field.getGenericType());
  }
}

package io.kubevert.apiserver.schema;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.Annotation;
import java.lang.classfile.AnnotationElement;
import java.lang.classfile.AnnotationValue;
import java.lang.classfile.AttributedElement;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.FieldModel;
import java.lang.classfile.MethodModel;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What Kubernetes' own schemas say of a type: what it and its fields are for, and which of them it
 * must have.
 *
 * <p>Read from the class files of Kubernetes' Java client, whose annotations say it. The classes
 * are never loaded, so that nothing of that client but its words is in the process.
 *
 * @param description empty if there is none
 * @param fields by their names in JSON; some may lack
 */
record ModelDocumentation(String description, Map<String, FieldDocumentation> fields) {
  private static final String CLASSES = "/io/kubernetes/client/openapi/models/";
  private static final String TYPE = "Lio/swagger/annotations/ApiModel;";
  private static final String PROPERTY = "Lio/swagger/annotations/ApiModelProperty;";
  private static final String JSON_NAME = "Lcom/google/gson/annotations/SerializedName;";
  private static final ModelDocumentation NONE = new ModelDocumentation("", Map.of());
  private static final ClassValue<ModelDocumentation> OF_MODELS =
      new ClassValue<>() {
        @Override
        protected ModelDocumentation computeValue(Class<?> model) {
          return of(SchemaNames.of(model));
        }
      };
  private static final FieldDocumentation NO_FIELD = new FieldDocumentation("", false);

  /** What is said of one field. */
  record FieldDocumentation(String description, boolean required) {}

  /** What is said of a model, read once and kept with its class. */
  static ModelDocumentation of(Class<?> model) {
    return OF_MODELS.get(model);
  }

  /**
   * Looks a type up.
   *
   * @param schema the schema's name, as in {@code io.k8s.api.core.v1.Pod}
   * @return nothing's documentation if there is none
   */
  static ModelDocumentation of(String schema) {
    String[] parts = schema.split("\\.");
    String kind = parts[parts.length - 1];
    String version = capitalized(parts[parts.length - 2]);
    String group = capitalized(parts[parts.length - 3]);
    return find(group + version + kind, version + kind)
        .or(() -> find(group + "V1" + kind, "V1" + kind).map(ModelDocumentation::ofFollower))
        .orElse(NONE);
  }

  private static Optional<ModelDocumentation> find(String... names) {
    return Stream.of(names)
        .flatMap(name -> classFile(name).stream())
        .findFirst()
        .map(ModelDocumentation::read);
  }

  /** What a version that Kubernetes has removed has in common with the one that followed it. */
  private static ModelDocumentation ofFollower(ModelDocumentation follower) {
    Map<String, FieldDocumentation> fields = new HashMap<>();
    follower.fields.forEach(
        (name, field) -> fields.put(name, new FieldDocumentation(field.description, false)));
    return new ModelDocumentation(follower.description, fields);
  }

  FieldDocumentation field(String name) {
    return fields.getOrDefault(name, NO_FIELD);
  }

  private static String capitalized(String word) {
    return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
  }

  private static Optional<byte[]> classFile(String name) {
    try (InputStream file =
        ModelDocumentation.class.getResourceAsStream(CLASSES + name + ".class")) {
      return file == null ? Optional.empty() : Optional.of(file.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException("the documentation of " + name + " cannot be read", e);
    }
  }

  private static ModelDocumentation read(byte[] file) {
    ClassModel type = ClassFile.of().parse(file);
    Map<String, String> jsonNames = new HashMap<>();
    for (FieldModel field : type.fields()) {
      annotation(field, JSON_NAME)
          .ifPresent(
              name -> jsonNames.put(getter(field.fieldName().stringValue()), text(name, "value")));
    }
    Map<String, FieldDocumentation> fields = new HashMap<>();
    for (MethodModel method : type.methods()) {
      String json = jsonNames.get(method.methodName().stringValue().toLowerCase(Locale.ROOT));
      if (json != null) {
        annotation(method, PROPERTY)
            .ifPresent(
                said ->
                    fields.put(
                        json, new FieldDocumentation(text(said, "value"), flag(said, "required"))));
      }
    }
    String description = annotation(type, TYPE).map(said -> text(said, "description")).orElse("");
    return new ModelDocumentation(description, Map.copyOf(fields));
  }

  /** In lower case, since capitals within a name differ; a Java keyword's field has a {@code _}. */
  private static String getter(String field) {
    String plain = field.startsWith("_") ? field.substring(1) : field;
    return "get" + plain.toLowerCase(Locale.ROOT);
  }

  private static Optional<Annotation> annotation(AttributedElement of, String type) {
    return of.findAttribute(Attributes.runtimeVisibleAnnotations()).stream()
        .flatMap(all -> all.annotations().stream())
        .filter(annotation -> annotation.className().equalsString(type))
        .findFirst();
  }

  private static String text(Annotation annotation, String element) {
    return value(annotation, element) instanceof AnnotationValue.OfString text
        ? text.stringValue()
        : "";
  }

  private static boolean flag(Annotation annotation, String element) {
    return value(annotation, element) instanceof AnnotationValue.OfBoolean flag
        && flag.booleanValue();
  }

  private static AnnotationValue value(Annotation annotation, String element) {
    List<AnnotationElement> elements = annotation.elements();
    return elements.stream()
        .filter(each -> each.name().equalsString(element))
        .map(AnnotationElement::value)
        .findFirst()
        .orElse(null);
  }
}

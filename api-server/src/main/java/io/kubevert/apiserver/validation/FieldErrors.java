package io.kubevert.apiserver.validation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** The faults of one object, each with the path of its field, as in {@code spec.ports[0].port}. */
public final class FieldErrors {
  private final List<FieldError> errors = new ArrayList<>();

  /** The kinds of fault, with the reason that a Status cause carries. */
  public enum Kind {
    REQUIRED("FieldValueRequired", "Required value"),
    INVALID("FieldValueInvalid", "Invalid value"),
    DUPLICATE("FieldValueDuplicate", "Duplicate value"),
    NOT_SUPPORTED("FieldValueNotSupported", "Unsupported value"),
    FORBIDDEN("FieldValueForbidden", "Forbidden"),
    NOT_FOUND("FieldValueNotFound", "Not found"),
    TOO_LONG("FieldValueTooLong", "Too long"),
    TOO_MANY("FieldValueTooMany", "Too many"),
    INTERNAL("InternalError", "Internal error");

    private final String reason;
    private final String text;

    Kind(String reason, String text) {
      this.reason = reason;
      this.text = text;
    }

    public String reason() {
      return reason;
    }
  }

  /**
   * One fault.
   *
   * @param field the path of the field
   * @param message what is wrong, without the field, as in {@code Invalid value: 0: must be ...}
   */
  public record FieldError(Kind kind, String field, String message) {
    @Override
    public String toString() {
      return field + ": " + message;
    }
  }

  public FieldErrors required(String field, String detail) {
    return add(Kind.REQUIRED, field, detail.isEmpty() ? "" : ": " + detail);
  }

  /**
   * @param value strings are quoted in the message, other values are printed as they are
   */
  public FieldErrors invalid(String field, Object value, String detail) {
    return add(Kind.INVALID, field, ": " + shown(value) + ": " + detail);
  }

  /**
   * @param value as it is to be shown, which is not how it is
   */
  public FieldErrors invalidAsWritten(String field, String value, String detail) {
    return add(Kind.INVALID, field, ": " + value + ": " + detail);
  }

  public FieldErrors duplicate(String field, Object value) {
    return add(Kind.DUPLICATE, field, ": " + shown(value));
  }

  public FieldErrors notSupported(String field, Object value, Collection<String> supported) {
    String list = supported.stream().map(FieldErrors::shown).collect(Collectors.joining(", "));
    return add(Kind.NOT_SUPPORTED, field, ": " + shown(value) + ": supported values: " + list);
  }

  public FieldErrors forbidden(String field, String detail) {
    return add(Kind.FORBIDDEN, field, ": " + detail);
  }

  public FieldErrors notFound(String field, Object value) {
    return add(Kind.NOT_FOUND, field, ": " + shown(value));
  }

  public FieldErrors tooLong(String field, int most) {
    return add(Kind.TOO_LONG, field, ": may not be more than " + most + " bytes");
  }

  public FieldErrors tooMany(String field, int actual, int most) {
    return add(Kind.TOO_MANY, field, ": " + actual + ": must have at most " + most + " items");
  }

  public FieldErrors internal(String field, String detail) {
    return add(Kind.INTERNAL, field, ": " + detail);
  }

  public FieldErrors addAll(FieldErrors others) {
    errors.addAll(others.errors);
    return this;
  }

  public boolean isEmpty() {
    return errors.isEmpty();
  }

  public List<FieldError> list() {
    return List.copyOf(errors);
  }

  private FieldErrors add(Kind kind, String field, String rest) {
    errors.add(new FieldError(kind, field, kind.text + rest));
    return this;
  }

  private static String shown(Object value) {
    return value instanceof CharSequence text ? "\"" + text + "\"" : String.valueOf(value);
  }
}

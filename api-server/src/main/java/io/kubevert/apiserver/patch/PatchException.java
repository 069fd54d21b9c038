package io.kubevert.apiserver.patch;

/** A patch that cannot be applied, with what is wrong with it. */
public final class PatchException extends RuntimeException {

  /** Whose fault it is, with the HTTP status that says so. */
  public enum Kind {
    /** The patch is not what its media type says. */
    BAD_REQUEST(400, "BadRequest"),
    /** The patch is well-formed, but does not fit this object. */
    UNPROCESSABLE(422, "Invalid"),
    /** The server does not apply patches of this format to this kind. */
    UNSUPPORTED_MEDIA_TYPE(415, "UnsupportedMediaType"),
    /** The patch asks for too much work. */
    TOO_LARGE(413, "RequestEntityTooLarge");

    private final int code;
    private final String reason;

    Kind(int code, String reason) {
      this.code = code;
      this.reason = reason;
    }

    public int code() {
      return code;
    }

    /** The reason of the Status. */
    public String reason() {
      return reason;
    }
  }

  private final Kind kind;

  PatchException(Kind kind, String message) {
    this(kind, message, null);
  }

  PatchException(Kind kind, String message, Throwable cause) {
    super(message, cause, false, false);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }

  static PatchException badRequest(String message) {
    return new PatchException(Kind.BAD_REQUEST, message);
  }

  static PatchException unprocessable(String message) {
    return new PatchException(Kind.UNPROCESSABLE, message);
  }
}

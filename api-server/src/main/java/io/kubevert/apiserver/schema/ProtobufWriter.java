package io.kubevert.apiserver.schema;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Consumer;

/** Writes the fields of one protobuf message, whose schema the caller knows. */
final class ProtobufWriter {
  private final ByteString.Output bytes = ByteString.newOutput();
  private final CodedOutputStream out = CodedOutputStream.newInstance(bytes);

  /** Something to write, as the generated code of a schema would. */
  @FunctionalInterface
  private interface Write {
    void to(CodedOutputStream out) throws IOException;
  }

  /** A whole message. */
  static ByteString message(Consumer<ProtobufWriter> fields) {
    ProtobufWriter writer = new ProtobufWriter();
    fields.accept(writer);
    writer.write(CodedOutputStream::flush);
    return writer.bytes.toByteString();
  }

  ProtobufWriter text(int field, String value) {
    return write(to -> to.writeString(field, value));
  }

  ProtobufWriter bool(int field, boolean value) {
    return write(to -> to.writeBool(field, value));
  }

  ProtobufWriter number(int field, long value) {
    return write(to -> to.writeInt64(field, value));
  }

  ProtobufWriter number(int field, double value) {
    return write(to -> to.writeDouble(field, value));
  }

  /** A message in the message. */
  ProtobufWriter nested(int field, Consumer<ProtobufWriter> fields) {
    ByteString value = message(fields);
    return write(to -> to.writeBytes(field, value));
  }

  private ProtobufWriter write(Write write) {
    try {
      write.to(out);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot be written to", e);
    }
  }
}

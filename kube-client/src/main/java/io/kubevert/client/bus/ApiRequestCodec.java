package io.kubevert.client.bus;

import io.kubevert.client.request.ApiRequest;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;

/** Carries {@link ApiRequest} over the event bus; within one JVM the very same immutable value. */
final class ApiRequestCodec implements MessageCodec<ApiRequest, ApiRequest> {

  @Override
  public void encodeToWire(Buffer buffer, ApiRequest value) {
    new Wire.Writer(buffer)
        .text(value.method())
        .text(value.path())
        .map(value.query())
        .text(value.contentType())
        .bytes(value.body());
  }

  @Override
  public ApiRequest decodeFromWire(int position, Buffer buffer) {
    Wire.Reader reader = new Wire.Reader(buffer, position);
    return new ApiRequest(
        reader.text(), reader.text(), reader.map(), reader.text(), reader.bytes());
  }

  @Override
  public ApiRequest transform(ApiRequest value) {
    return value;
  }

  @Override
  public String name() {
    return "kubevert.ApiRequest";
  }

  @Override
  public byte systemCodecID() {
    return -1;
  }
}

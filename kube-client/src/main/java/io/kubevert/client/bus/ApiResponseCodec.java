package io.kubevert.client.bus;

import io.kubevert.client.request.ApiResponse;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;

/** Carries {@link ApiResponse} over the event bus; within one JVM the very same immutable value. */
final class ApiResponseCodec implements MessageCodec<ApiResponse, ApiResponse> {

  @Override
  public void encodeToWire(Buffer buffer, ApiResponse value) {
    new Wire.Writer(buffer).number(value.code()).bytes(value.body());
  }

  @Override
  public ApiResponse decodeFromWire(int position, Buffer buffer) {
    Wire.Reader reader = new Wire.Reader(buffer, position);
    return new ApiResponse((int) reader.number(), reader.bytes());
  }

  @Override
  public ApiResponse transform(ApiResponse value) {
    return value;
  }

  @Override
  public String name() {
    return "kubevert.ApiResponse";
  }

  @Override
  public byte systemCodecID() {
    return -1;
  }
}

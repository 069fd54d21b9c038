package io.kubevert.client.informer;

import io.kubevert.client.resource.ObjectKey;
import java.util.Optional;
import java.util.function.Function;

/** How one object differs from what was known of it before. */
public sealed interface Change<T> {

  ObjectKey key();

  /** The object as it was; empty if it was not there. */
  Optional<T> before();

  /** The object as it is; empty if it is gone. */
  Optional<T> after();

  /** The same change of what the object is turned into. */
  default <R> Change<R> map(Function<? super T, ? extends R> function) {
    return switch (this) {
      case Added<T>(ObjectKey key, T object) -> new Added<>(key, function.apply(object));
      case Updated<T>(ObjectKey key, T old, T object) ->
          new Updated<>(key, function.apply(old), function.apply(object));
      case Deleted<T>(ObjectKey key, T old) -> new Deleted<>(key, function.apply(old));
    };
  }

  /** The object is new, or came into what the informer keeps. */
  record Added<T>(ObjectKey key, T object) implements Change<T> {
    @Override
    public Optional<T> before() {
      return Optional.empty();
    }

    @Override
    public Optional<T> after() {
      return Optional.of(object);
    }
  }

  /** The object was written again. */
  record Updated<T>(ObjectKey key, T old, T object) implements Change<T> {
    @Override
    public Optional<T> before() {
      return Optional.of(old);
    }

    @Override
    public Optional<T> after() {
      return Optional.of(object);
    }
  }

  /** The object is gone, or left what the informer keeps. */
  record Deleted<T>(ObjectKey key, T old) implements Change<T> {
    @Override
    public Optional<T> before() {
      return Optional.of(old);
    }

    @Override
    public Optional<T> after() {
      return Optional.empty();
    }
  }
}

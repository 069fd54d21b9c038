package io.kubevert.ingress.watch;

import io.kubevert.client.resource.ObjectKey;
import java.util.Optional;

/** Finds objects that are known. */
public interface Lookup {
  /** Knows nothing. */
  Lookup NOTHING =
      new Lookup() {
        @Override
        public Optional<Secret> secret(ObjectKey key) {
          return Optional.empty();
        }

        @Override
        public Optional<ConfigMap> configMap(ObjectKey key) {
          return Optional.empty();
        }
      };

  Optional<Secret> secret(ObjectKey key);

  Optional<ConfigMap> configMap(ObjectKey key);
}

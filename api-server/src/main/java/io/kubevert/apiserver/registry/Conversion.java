package io.kubevert.apiserver.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Between one version of a kind and the version that is stored: pure. */
public interface Conversion {

  /** For a version that is stored, and read as it was written. */
  Conversion NONE =
      new Conversion() {
        @Override
        public ObjectNode toStored(ObjectNode object) {
          return object;
        }

        @Override
        public ObjectNode fromStored(ObjectNode object) {
          return object;
        }
      };

  /** The object in the version that is stored; the argument is not changed. */
  ObjectNode toStored(ObjectNode object);

  /** The stored object in the other version; the argument is not changed. */
  ObjectNode fromStored(ObjectNode object);
}

package io.kubevert.apiserver.controller.view;

import io.kubevert.client.resource.ObjectKey;

/** What every kept object has. */
public interface KubeObject {

  Metadata metadata();

  default ObjectKey key() {
    return metadata().key();
  }
}

package io.kubevert.apiserver.controller.cronjob;

import io.kubevert.client.event.EventRecorder;

/** What the user of a CronJob is told by an event. */
record Notice(EventRecorder.Type type, String reason, String message) {

  static Notice normal(String reason, String message) {
    return new Notice(EventRecorder.Type.NORMAL, reason, message);
  }

  static Notice warning(String reason, String message) {
    return new Notice(EventRecorder.Type.WARNING, reason, message);
  }
}

/** Level-triggered work: keys wait in a queue, once each, and come back with back-off. */
package io.kubevert.client.workqueue;

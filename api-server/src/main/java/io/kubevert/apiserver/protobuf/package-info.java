/**
 * Bodies in Kubernetes' protobuf encoding, which kubectl's {@code create} sends: decoded into the
 * same trees as JSON bodies. Answers are always JSON.
 */
package io.kubevert.apiserver.protobuf;

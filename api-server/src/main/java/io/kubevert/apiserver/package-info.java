/**
 * The control plane. A write goes http or bus, authentication, authorization, admission, registry,
 * storage; a watch goes storage, broadcaster, bus or http. Controllers and scheduler are clients
 * like any other.
 */
package io.kubevert.apiserver;

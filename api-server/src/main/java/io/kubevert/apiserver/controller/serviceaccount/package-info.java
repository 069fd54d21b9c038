/** Secrets that hold a token of a ServiceAccount. */
package io.kubevert.apiserver.controller.serviceaccount;

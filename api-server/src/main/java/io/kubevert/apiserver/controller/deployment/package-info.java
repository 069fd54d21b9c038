/** Deployments: one ReplicaSet a template, and the way from one to the next. */
package io.kubevert.apiserver.controller.deployment;

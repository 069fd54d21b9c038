/**
 * What controllers of workloads share: pods from templates, ownership, creation in growing steps.
 */
package io.kubevert.apiserver.controller.workload;

/**
 * What controllers of workloads share: pods from templates, ownership, former templates, creation
 * in growing steps.
 */
package io.kubevert.apiserver.controller.workload;

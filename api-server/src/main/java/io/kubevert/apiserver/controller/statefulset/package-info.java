/** StatefulSets: pods with names of their own, which come and go in order. */
package io.kubevert.apiserver.controller.statefulset;

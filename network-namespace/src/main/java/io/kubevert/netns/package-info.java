/**
 * Named network namespaces, a Vert.x whose every thread lives in one, and throw-away ones for tests
 * and benchmarks.
 */
package io.kubevert.netns;

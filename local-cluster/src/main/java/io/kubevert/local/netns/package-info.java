/** Named network namespaces, and a Vert.x whose every thread lives in one. */
package io.kubevert.local.netns;

/** Which of the nodes that can run a pod runs it best. */
package io.kubevert.apiserver.scheduler.score;

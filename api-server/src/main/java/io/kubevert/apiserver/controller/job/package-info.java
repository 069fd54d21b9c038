/** Jobs: pods that run until enough of them have succeeded. */
package io.kubevert.apiserver.controller.job;

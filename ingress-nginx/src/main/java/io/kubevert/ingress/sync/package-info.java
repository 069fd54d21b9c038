/** From a change of an object to a new snapshot in force: what, in which order, and when. */
package io.kubevert.ingress.sync;

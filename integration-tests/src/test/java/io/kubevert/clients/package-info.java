/** The Java client libraries that others have written, each doing all that clients do. */
package io.kubevert.clients;

/** A component as a process of its own: flags, bus, verticle, signals. */
package io.kubevert.client.component;

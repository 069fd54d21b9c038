/** What every component answers over HTTP: alive, ready, metrics, and its own debug pages. */
package io.kubevert.client.health;

/** What the proxy answers about itself: health, metrics, and what is programmed. */
package io.kubevert.kubeproxy.health;

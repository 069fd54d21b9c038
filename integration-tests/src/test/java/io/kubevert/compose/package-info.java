/** What only the containers of {@code docker-compose.yml} have. */
package io.kubevert.compose;

/** Services, decoded on arrival into what forwarding a packet depends on. */
package io.kubevert.kubeproxy.service;

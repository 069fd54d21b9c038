/**
 * The {@code forward} plugin: asks other servers. {@link
 * io.kubevert.coredns.plugin.forward.Forward} chooses whom to ask and what a failure means; {@link
 * io.kubevert.coredns.plugin.forward.Upstream} is one server with its health; the two exchanges
 * carry one question over UDP or TCP; {@link io.kubevert.coredns.plugin.forward.Reply} believes
 * only what answers the question.
 */
package io.kubevert.coredns.plugin.forward;

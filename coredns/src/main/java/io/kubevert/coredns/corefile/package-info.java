/**
 * The Corefile: text to tokens ({@link io.kubevert.coredns.corefile.Lexer}), tokens to server
 * blocks and directives ({@link io.kubevert.coredns.corefile.CorefileParser}). What a directive
 * means is its plugin's business.
 */
package io.kubevert.coredns.corefile;

/** What the tests of all plugins share: a server from a Corefile, and questions as tables. */
package io.kubevert.coredns.testing;

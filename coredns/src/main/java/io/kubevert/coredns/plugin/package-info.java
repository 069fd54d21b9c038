/**
 * The contract of plugins. Each plugin is a package below this one: its set-up reads the directive
 * and wires it, its handler answers or passes on. {@link io.kubevert.coredns.plugin.PluginList} is
 * the only list of them, and its order is the order of the chain.
 */
package io.kubevert.coredns.plugin;

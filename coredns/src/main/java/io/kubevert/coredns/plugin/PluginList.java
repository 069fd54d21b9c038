package io.kubevert.coredns.plugin;

import io.kubevert.coredns.plugin.acl.AclSetup;
import io.kubevert.coredns.plugin.any.AnySetup;
import io.kubevert.coredns.plugin.autopath.AutopathSetup;
import io.kubevert.coredns.plugin.bind.BindSetup;
import io.kubevert.coredns.plugin.bufsize.BufsizeSetup;
import io.kubevert.coredns.plugin.cache.CacheSetup;
import io.kubevert.coredns.plugin.cancel.CancelSetup;
import io.kubevert.coredns.plugin.debug.DebugSetup;
import io.kubevert.coredns.plugin.dns64.Dns64Setup;
import io.kubevert.coredns.plugin.erratic.ErraticSetup;
import io.kubevert.coredns.plugin.errors.ErrorsSetup;
import io.kubevert.coredns.plugin.file.FileSetup;
import io.kubevert.coredns.plugin.forward.ForwardSetup;
import io.kubevert.coredns.plugin.health.HealthSetup;
import io.kubevert.coredns.plugin.hosts.HostsSetup;
import io.kubevert.coredns.plugin.kubernetes.KubernetesSetup;
import io.kubevert.coredns.plugin.loadbalance.LoadbalanceSetup;
import io.kubevert.coredns.plugin.log.LogSetup;
import io.kubevert.coredns.plugin.loop.LoopSetup;
import io.kubevert.coredns.plugin.metrics.PrometheusSetup;
import io.kubevert.coredns.plugin.nsid.NsidSetup;
import io.kubevert.coredns.plugin.ready.ReadySetup;
import io.kubevert.coredns.plugin.reload.ReloadSetup;
import io.kubevert.coredns.plugin.rewrite.RewriteSetup;
import io.kubevert.coredns.plugin.template.TemplateSetup;
import io.kubevert.coredns.plugin.tls.TlsSetup;
import io.kubevert.coredns.plugin.transfer.TransferSetup;
import io.kubevert.coredns.plugin.whoami.WhoamiSetup;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * All plugins. A question passes them in this order, whatever the order of the lines in a Corefile;
 * it is CoreDNS' own order.
 */
public final class PluginList {
  /** By the word in the Corefile. */
  public static final Map<String, PluginSetup> SETUPS = setups();

  private PluginList() {}

  private static Map<String, PluginSetup> setups() {
    Map<String, PluginSetup> setups = new LinkedHashMap<>();
    setups.put("cancel", CancelSetup::setUp);
    setups.put("tls", TlsSetup::setUp);
    setups.put("reload", ReloadSetup::setUp);
    setups.put("nsid", NsidSetup::setUp);
    setups.put("bufsize", BufsizeSetup::setUp);
    setups.put("bind", BindSetup::setUp);
    setups.put("debug", DebugSetup::setUp);
    setups.put("ready", ReadySetup::setUp);
    setups.put("health", HealthSetup::setUp);
    setups.put("prometheus", PrometheusSetup::setUp);
    setups.put("errors", ErrorsSetup::setUp);
    setups.put("log", LogSetup::setUp);
    setups.put("dns64", Dns64Setup::setUp);
    setups.put("acl", AclSetup::setUp);
    setups.put("any", AnySetup::setUp);
    setups.put("loadbalance", LoadbalanceSetup::setUp);
    setups.put("cache", CacheSetup::setUp);
    setups.put("rewrite", RewriteSetup::setUp);
    setups.put("autopath", AutopathSetup::setUp);
    setups.put("template", TemplateSetup::setUp);
    setups.put("transfer", TransferSetup::setUp);
    setups.put("hosts", HostsSetup::setUp);
    setups.put("kubernetes", KubernetesSetup::setUp);
    setups.put("file", FileSetup::setUp);
    setups.put("loop", LoopSetup::setUp);
    setups.put("forward", ForwardSetup::setUp);
    setups.put("erratic", ErraticSetup::setUp);
    setups.put("whoami", WhoamiSetup::setUp);
    return Collections.unmodifiableMap(setups);
  }
}

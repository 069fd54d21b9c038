package io.kubevert.nodeagent.files;

import io.fabric8.kubernetes.api.model.PodDNSConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A resolver's configuration, resolv.conf(5).
 *
 * @param options by name; the value may be empty
 */
public record ResolvConf(
    List<String> nameservers, List<String> searches, Map<String, String> options) {
  /** What people are told when {@link #exceedsLimits}. */
  public static final String LIMITS_EXCEEDED =
      "Search line or name server limits were exceeded: a resolver looks at 3 name servers and 32"
          + " search domains of 2048 characters in all, and the rest was left out";

  private static final int NAMESERVERS = 3;
  private static final int SEARCHES = 32;
  private static final int SEARCH_CHARACTERS = 2048;

  /** Reads a resolv.conf; lines that mean nothing here are passed over. */
  public static ResolvConf parse(String text) {
    List<String> nameservers = new ArrayList<>();
    List<String> searches = new ArrayList<>();
    Map<String, String> options = new LinkedHashMap<>();
    for (String line : text.lines().toList()) {
      String[] words = line.strip().split("\\s+");
      List<String> rest = List.of(words).subList(1, words.length);
      switch (words[0]) {
        case "nameserver" -> nameservers.addAll(rest);
        case "search", "domain" -> {
          searches.clear();
          searches.addAll(rest);
        }
        case "options" -> rest.forEach(option -> addOption(options, option));
        default -> {}
      }
    }
    return new ResolvConf(nameservers, searches, options);
  }

  /**
   * What a pod is given.
   *
   * @param node the node's own configuration
   */
  public static ResolvConf of(
      String policy,
      boolean hostNetwork,
      PodDNSConfig config,
      String namespace,
      String clusterDns,
      String domain,
      ResolvConf node) {
    boolean cluster =
        policy.equals("ClusterFirstWithHostNet") || policy.equals("ClusterFirst") && !hostNetwork;
    ResolvConf chosen = node;
    if (cluster) {
      Set<String> searches = new LinkedHashSet<>();
      searches.add(namespace + ".svc." + domain);
      searches.add("svc." + domain);
      searches.add(domain);
      searches.addAll(node.searches);
      chosen = new ResolvConf(List.of(clusterDns), List.copyOf(searches), Map.of("ndots", "5"));
    } else if (policy.equals("None")) {
      chosen = new ResolvConf(List.of(), List.of(), Map.of());
    }
    return config == null ? chosen : chosen.with(config);
  }

  private ResolvConf with(PodDNSConfig config) {
    Set<String> servers = new LinkedHashSet<>(nameservers);
    servers.addAll(config.getNameservers());
    Set<String> domains = new LinkedHashSet<>(searches);
    domains.addAll(config.getSearches());
    Map<String, String> merged = new LinkedHashMap<>(options);
    config
        .getOptions()
        .forEach(
            option ->
                merged.put(option.getName(), option.getValue() == null ? "" : option.getValue()));
    return new ResolvConf(List.copyOf(servers), List.copyOf(domains), merged);
  }

  /** Whether the file leaves something out, which the resolver would not look at. */
  public boolean exceedsLimits() {
    return nameservers.size() > NAMESERVERS || keptSearches().size() < searches.size();
  }

  /** The file. */
  public String render() {
    StringBuilder text = new StringBuilder();
    List<String> kept = keptSearches();
    if (!kept.isEmpty()) {
      text.append("search ").append(String.join(" ", kept)).append('\n');
    }
    nameservers.stream()
        .limit(NAMESERVERS)
        .forEach(server -> text.append("nameserver ").append(server).append('\n'));
    if (!options.isEmpty()) {
      text.append("options");
      options.forEach(
          (name, value) -> text.append(' ').append(value.isEmpty() ? name : name + ":" + value));
      text.append('\n');
    }
    return text.toString();
  }

  private List<String> keptSearches() {
    List<String> kept = new ArrayList<>();
    int characters = -1;
    for (String search : searches) {
      characters += 1 + search.length();
      if (kept.size() == SEARCHES || characters > SEARCH_CHARACTERS) {
        break;
      }
      kept.add(search);
    }
    return kept;
  }

  private static void addOption(Map<String, String> options, String option) {
    String[] parts = option.split(":", 2);
    options.put(parts[0], parts.length == 2 ? parts[1] : "");
  }
}

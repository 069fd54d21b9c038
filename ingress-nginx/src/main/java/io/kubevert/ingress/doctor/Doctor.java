package io.kubevert.ingress.doctor;

import io.kubevert.ingress.exchange.BackendKey;
import io.kubevert.ingress.exchange.Location;
import io.kubevert.ingress.route.Route;
import io.kubevert.ingress.route.VirtualHost;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Compares what ingress-nginx would do with what Kubernetes' specification says. Its expressions
 * know no case and no end, one of them makes expressions of all paths of the host, and a missing
 * slash is put right by a redirect: for each path, requests are tried that tell.
 */
public final class Doctor {
  private static final String NOWHERE = "404";

  private Doctor() {}

  /**
   * A request that the modes lead to different places.
   *
   * @param ingress {@code namespace/name} of the object whose path made it be tried
   * @param url host and path
   * @param compat where {@code compat} leads it: the Ingress and its backend
   * @param strict where {@code strict} leads it
   */
  public record Difference(String ingress, String url, String compat, String strict) {}

  /**
   * Examines one host.
   *
   * @param name as its rules name it; empty for every host
   */
  public static List<Difference> examine(
      String name, VirtualHost<Location> compat, VirtualHost<Location> strict) {
    List<Difference> differences = new ArrayList<>();
    Set<String> tried = new LinkedHashSet<>();
    for (Route<Location> route : strict.routes()) {
      for (String path : samples(route.path())) {
        if (tried.add(path)) {
          String here = describe(compat.find(path));
          String there = describe(strict.find(path));
          if (!here.equals(there)) {
            String ingress = route.target().ingress().toString();
            differences.add(new Difference(ingress, host(name) + path, here, there));
          }
        }
      }
    }
    return differences;
  }

  private static String host(String name) {
    return name.isEmpty() ? "any.host" : name.replace("*", "any");
  }

  /** Of an expression, its literal start and a text that it matches. */
  private static List<String> samples(String path) {
    int end = 0;
    while (end < path.length() && "([{*+?|^$\\.".indexOf(path.charAt(end)) < 0) {
      end++;
    }
    if (end == path.length()) {
      return variants(path);
    }
    List<String> samples = new ArrayList<>(variants(path.substring(0, end)));
    ExampleText.of(path).ifPresent(example -> samples.addAll(variants(example)));
    return samples;
  }

  /** A path, another case of it, longer and shorter ones. */
  private static List<String> variants(String literal) {
    String bare = literal.endsWith("/") ? literal.substring(0, literal.length() - 1) : literal;
    return List.of(
        literal,
        bare.isEmpty() ? "/" : bare,
        bare + "/",
        bare + "/sample",
        bare + "sample",
        literal.toUpperCase(Locale.ROOT));
  }

  private static String describe(Optional<Location> location) {
    return location.map(Doctor::describe).orElse(NOWHERE);
  }

  private static String describe(Location location) {
    return location.ingress()
        + " "
        + location.path()
        + " to "
        + location.backend().map(BackendKey::upstreamName).orElse("an answer of its own");
  }
}

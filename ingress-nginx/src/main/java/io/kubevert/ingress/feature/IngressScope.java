package io.kubevert.ingress.feature;

import io.kubevert.client.resource.ObjectKey;
import io.kubevert.ingress.annotation.Annotations;
import io.kubevert.ingress.exchange.BackendKey;
import io.kubevert.ingress.option.GlobalOptions;
import io.kubevert.ingress.watch.ConfigMap;
import io.kubevert.ingress.watch.Ingress;
import io.kubevert.ingress.watch.Lookup;
import io.kubevert.ingress.watch.Secret;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a feature may look at: one Ingress, and the Secrets and ConfigMaps of its own namespace. */
public final class IngressScope {
  private final Ingress ingress;
  private final Annotations annotations;
  private final GlobalOptions options;
  private final Lookup lookup;
  private final Set<ObjectKey> referencedSecrets = new HashSet<>();
  private final Set<ObjectKey> referencedConfigMaps = new HashSet<>();
  private final Set<BackendKey> upstreams = new HashSet<>();

  public IngressScope(Ingress ingress, GlobalOptions options, Lookup lookup) {
    this(
        ingress,
        new Annotations("annotation", ingress.annotations(), options.annotationDefaults()),
        options,
        lookup);
  }

  private IngressScope(
      Ingress ingress, Annotations annotations, GlobalOptions options, Lookup lookup) {
    this.ingress = ingress;
    this.annotations = annotations;
    this.options = options;
    this.lookup = lookup;
  }

  /** The options' values for annotations, as if they were an Ingress's own. */
  static IngressScope ofOptions(GlobalOptions options) {
    return new IngressScope(
        Ingress.NONE,
        new Annotations("option", options.annotationDefaults(), Map.of()),
        options,
        Lookup.NOTHING);
  }

  public Ingress ingress() {
    return ingress;
  }

  public Annotations annotations() {
    return annotations;
  }

  public GlobalOptions options() {
    return options;
  }

  /** The object of that name in the Ingress's namespace. */
  public ObjectKey inNamespace(String name) {
    return new ObjectKey(ingress.key().namespace(), name);
  }

  /**
   * A Secret that an annotation names, as {@code name} or {@code namespace/name}. Another
   * namespace's is refused: who may write an Ingress need not be allowed to read that.
   *
   * @return empty while it is not known, and when it is refused
   */
  public Optional<Secret> secret(String annotation, String reference) {
    Optional<ObjectKey> key = own("Secret", annotation, reference);
    key.ifPresent(referencedSecrets::add);
    return key.flatMap(lookup::secret);
  }

  /** A ConfigMap that an annotation names, by the same rules. */
  public Optional<ConfigMap> configMap(String annotation, String reference) {
    Optional<ObjectKey> key = own("ConfigMap", annotation, reference);
    key.ifPresent(referencedConfigMaps::add);
    return key.flatMap(lookup::configMap);
  }

  private Optional<ObjectKey> own(String kind, String annotation, String reference) {
    int slash = reference.indexOf('/');
    if (slash >= 0 && !reference.substring(0, slash).equals(ingress.key().namespace())) {
      annotations.problem(
          kind + "Refused",
          annotation,
          "annotation "
              + annotation
              + " names "
              + reference
              + ", a "
              + kind
              + " of another namespace: copy it to "
              + ingress.key().namespace());
      return Optional.empty();
    }
    return Optional.of(inNamespace(reference.substring(slash + 1)));
  }

  /** Has a Service looked after beside those of the rules. */
  public void upstream(BackendKey backend) {
    upstreams.add(backend);
  }

  public List<BackendKey> upstreams() {
    return List.copyOf(upstreams);
  }

  public Set<ObjectKey> referencedSecrets() {
    return Set.copyOf(referencedSecrets);
  }

  public Set<ObjectKey> referencedConfigMaps() {
    return Set.copyOf(referencedConfigMaps);
  }
}

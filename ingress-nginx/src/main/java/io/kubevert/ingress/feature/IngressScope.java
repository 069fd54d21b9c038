package io.kubevert.ingress.feature;

import io.kubevert.client.resource.ObjectKey;
import io.kubevert.ingress.annotation.Annotations;
import io.kubevert.ingress.watch.Ingress;
import io.kubevert.ingress.watch.Secret;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** What a feature may look at: one Ingress, and the Secrets of its own namespace. */
public final class IngressScope {
  private final Ingress ingress;
  private final Annotations annotations;
  private final Function<ObjectKey, Optional<Secret>> secrets;
  private final Set<ObjectKey> referenced = new HashSet<>();

  public IngressScope(
      Ingress ingress, Annotations annotations, Function<ObjectKey, Optional<Secret>> secrets) {
    this.ingress = ingress;
    this.annotations = annotations;
    this.secrets = secrets;
  }

  public Ingress ingress() {
    return ingress;
  }

  public Annotations annotations() {
    return annotations;
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
    int slash = reference.indexOf('/');
    if (slash >= 0 && !reference.substring(0, slash).equals(ingress.key().namespace())) {
      annotations.problem(
          "SecretRefused",
          annotation,
          "annotation "
              + annotation
              + " names "
              + reference
              + ", a Secret of another namespace: copy it to "
              + ingress.key().namespace());
      return Optional.empty();
    }
    ObjectKey key = inNamespace(reference.substring(slash + 1));
    referenced.add(key);
    return secrets.apply(key);
  }

  public Set<ObjectKey> referencedSecrets() {
    return Set.copyOf(referenced);
  }
}

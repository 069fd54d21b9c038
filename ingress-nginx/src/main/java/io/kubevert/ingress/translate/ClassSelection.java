package io.kubevert.ingress.translate;

import io.kubevert.ingress.watch.Ingress;
import io.kubevert.ingress.watch.IngressClass;
import java.util.Collection;
import java.util.Optional;

/**
 * Which Ingresses are this controller's.
 *
 * @param controller the {@code spec.controller} of the IngressClasses that are
 * @param legacyClass the class name that is ours even when no IngressClass of that name exists
 * @param watchWithoutClass whether Ingresses that name no class are ours
 */
public record ClassSelection(String controller, String legacyClass, boolean watchWithoutClass) {

  public boolean selects(Ingress ingress, Collection<IngressClass> classes) {
    if (ingress.className().isEmpty()) {
      return watchWithoutClass
          || classes.stream().anyMatch(each -> each.isDefault() && isOurs(each));
    }
    String name = ingress.className().get();
    Optional<IngressClass> named =
        classes.stream().filter(each -> each.name().equals(name)).findFirst();
    return named.map(this::isOurs).orElse(name.equals(legacyClass));
  }

  private boolean isOurs(IngressClass each) {
    return each.controller().equals(controller);
  }
}

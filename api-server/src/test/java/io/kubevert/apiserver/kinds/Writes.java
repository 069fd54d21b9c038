package io.kubevert.apiserver.kinds;

import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.apiserver.Yaml;
import io.kubevert.apiserver.registry.Reservation;
import io.kubevert.apiserver.registry.ResourceDefinition;
import io.kubevert.apiserver.registry.Strategy;
import io.kubevert.apiserver.validation.FieldErrors;
import io.kubevert.apiserver.validation.FieldErrors.FieldError;
import java.util.List;

/** Writes objects of one kind as the registry does, without storing them. */
public record Writes(ResourceDefinition definition) {

  /**
   * How a write ended.
   *
   * @param object as it would be stored
   * @param faults what is wrong, each with its field
   */
  public record Outcome(ObjectNode object, List<String> faults) {}

  /** Creates an object; what it reserved is kept unless there was a fault. */
  public Outcome create(String yaml) {
    return create(Yaml.object(yaml));
  }

  public Outcome create(ObjectNode object) {
    Strategy strategy = definition.strategy();
    FieldErrors errors = new FieldErrors();
    strategy.setDefaults(object);
    strategy.prepareForCreate(object);
    strategy.validate(object, MissingNode.getInstance(), errors);
    if (errors.isEmpty()) {
      strategy.validateCreate(object, errors);
    }
    return reserve(object, null, errors);
  }

  /** Replaces an object by another. */
  public Outcome update(ObjectNode old, String yaml) {
    return update(old, Yaml.object(yaml));
  }

  public Outcome update(ObjectNode old, ObjectNode object) {
    Strategy strategy = definition.strategy();
    FieldErrors errors = new FieldErrors();
    strategy.setDefaults(object);
    strategy.prepareForUpdate(object, old);
    strategy.validate(object, old, errors);
    strategy.validateUpdate(object, old, errors);
    return reserve(object, old, errors);
  }

  private Outcome reserve(ObjectNode object, ObjectNode old, FieldErrors errors) {
    if (errors.isEmpty()) {
      Reservation reservation = definition.strategy().reserve(object, old, errors);
      if (errors.isEmpty()) {
        reservation.commit();
      } else {
        reservation.rollback();
      }
    }
    return new Outcome(object, errors.list().stream().map(FieldError::toString).toList());
  }
}

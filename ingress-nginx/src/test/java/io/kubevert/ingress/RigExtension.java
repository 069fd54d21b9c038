package io.kubevert.ingress;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

/** Gives a test class the {@link Rig} that its static field of that type asks for. */
final class RigExtension implements BeforeAllCallback, AfterAllCallback {

  @Override
  public void beforeAll(ExtensionContext context) throws IllegalAccessException {
    field(context).set(null, new Rig());
  }

  @Override
  public void afterAll(ExtensionContext context) throws IllegalAccessException {
    ((Rig) field(context).get(null)).close();
  }

  private static Field field(ExtensionContext context) {
    List<Field> fields =
        ReflectionSupport.findFields(
            context.getRequiredTestClass(),
            field -> field.getType() == Rig.class && Modifier.isStatic(field.getModifiers()),
            HierarchyTraversalMode.TOP_DOWN);
    if (fields.size() != 1) {
      throw new IllegalStateException(
          context.getRequiredTestClass() + " has " + fields.size() + " static fields of type Rig");
    }
    fields.getFirst().setAccessible(true);
    return fields.getFirst();
  }
}

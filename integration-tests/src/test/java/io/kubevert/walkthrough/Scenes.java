package io.kubevert.walkthrough;

import io.kubevert.local.junit.Kubectl;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives a case of the walkthrough a namespace of its own, named by the case's number. */
final class Scenes implements ParameterResolver, AfterEachCallback {
  private final Kubectl kubectl;
  private final List<Scene> made = new ArrayList<>();

  Scenes(Kubectl kubectl) {
    this.kubectl = kubectl;
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Scene.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Scene scene;
    try {
      scene = Scene.create(kubectl, "walk-" + context.getDisplayName().split(" ")[0]);
    } catch (Exception e) {
      throw new ParameterResolutionException("cannot make the case's namespace", e);
    }
    made.add(scene);
    return scene;
  }

  @Override
  public void afterEach(ExtensionContext context) throws Exception {
    for (Scene scene : made) {
      scene.remove();
    }
    made.clear();
  }
}

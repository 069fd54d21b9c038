package io.kubevert.local.junit;

import io.kubevert.local.LocalCluster;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Starts the one cluster of this JVM when it is first needed and hands it to tests. */
final class SharedCluster implements BeforeAllCallback, ParameterResolver {
  private static final Namespace NAMESPACE = Namespace.create(SharedCluster.class);

  @Override
  public void beforeAll(ExtensionContext context) {
    running(context);
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == LocalCluster.class || type == Kubectl.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    TestCluster cluster = running(context);
    if (parameter.getParameter().getType() == Kubectl.class) {
      return new Kubectl(cluster.kubeconfig());
    }
    return switch (cluster) {
      case LocalTestCluster local -> local.cluster();
      case ComposeTestCluster compose ->
          throw new ParameterResolutionException(
              "this test looks into the cluster's JVM, so it cannot run against docker compose");
    };
  }

  private static TestCluster running(ExtensionContext context) {
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent(TestCluster.class, type -> TestCluster.start(), TestCluster.class);
  }
}

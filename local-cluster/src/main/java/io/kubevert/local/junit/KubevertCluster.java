package io.kubevert.local.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives a test class a running cluster: one control-plane node, three workers, real pods.
 *
 * <p>A constructor, test or lifecycle method may take a {@link io.kubevert.local.LocalCluster} or a
 * {@link Kubectl}. All annotated classes of a JVM share one cluster, started for the first and
 * removed after the last; so tests keep apart by namespaces. The cluster lives beside one that
 * {@code kubevert up} started.
 *
 * <p>Needs root, kubectl on the PATH and the tools that {@code kubevert up} installs; without them
 * the first test fails and says what is missing. The system property {@code kubevert.images} names
 * a directory with the built-in images (see {@code node-agent/images/build-images.sh}).
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(SharedCluster.class)
public @interface KubevertCluster {}

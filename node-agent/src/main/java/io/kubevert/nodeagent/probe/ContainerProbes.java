package io.kubevert.nodeagent.probe;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Probe;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;

/**
 * The probes of one run of a container, until it is stopped. Liveness and readiness begin when the
 * startup probe, if any, has succeeded. Belongs to one context.
 */
public final class ContainerProbes {
  private final Vertx vertx;
  private final ProbeAction action;
  private final ProbeAction.Target target;
  private final Listener listener;
  private boolean stopping;
  private boolean stopped;

  /** Which probe. */
  public enum Kind {
    STARTUP("Startup"),
    READINESS("Readiness"),
    LIVENESS("Liveness");

    private final String text;

    Kind(String text) {
      this.text = text;
    }

    public String text() {
      return text;
    }
  }

  /** Who is told. */
  public interface Listener {
    /** A probe's threshold was reached, one way or the other. */
    void decided(Kind kind, boolean success);

    /** One attempt failed. */
    void failed(Kind kind, String message);
  }

  /** One probe's attempts in a row. */
  private final class Series {
    private final Kind kind;
    private final Probe probe;
    private final ProbeSettings settings;
    private int inRow;
    private boolean lastSuccess;

    Series(Kind kind, Probe probe) {
      this.kind = kind;
      this.probe = probe;
      this.settings = ProbeSettings.of(probe);
    }

    void startAfter(long millis) {
      vertx.setTimer(Math.max(1, millis), timer -> attempt());
    }

    private void attempt() {
      if (!ended()) {
        action.attempt(target, probe).onComplete(result -> count(result.result()));
      }
    }

    private boolean ended() {
      return stopped || (stopping && kind != Kind.READINESS);
    }

    private void count(ProbeAction.Result result) {
      if (ended()) {
        return;
      }
      inRow = inRow == 0 || result.success() == lastSuccess ? inRow + 1 : 1;
      lastSuccess = result.success();
      if (!result.success()) {
        listener.failed(kind, result.message());
      }
      int threshold = result.success() ? settings.successThreshold() : settings.failureThreshold();
      boolean decided = inRow == threshold;
      if (decided) {
        listener.decided(kind, result.success());
      }
      if (kind == Kind.STARTUP && decided) {
        if (result.success()) {
          startOthers();
        }
        return;
      }
      startAfter(TimeUnit.SECONDS.toMillis(settings.period()));
    }
  }

  private ContainerProbes(
      Vertx vertx, ProbeAction action, ProbeAction.Target target, Listener listener) {
    this.vertx = vertx;
    this.action = action;
    this.target = target;
    this.listener = listener;
  }

  /** Starts a container's probes. */
  public static ContainerProbes start(
      Vertx vertx, ProbeAction action, ProbeAction.Target target, Listener listener) {
    ContainerProbes probes = new ContainerProbes(vertx, action, target, listener);
    Probe startup = target.description().getStartupProbe();
    if (startup == null) {
      probes.startOthers();
    } else {
      probes.start(Kind.STARTUP, startup);
    }
    return probes;
  }

  /**
   * Ends those that would have the container stopped, since it is being stopped; whether it is
   * ready still matters to who sends it requests.
   */
  public void onlyReadiness() {
    stopping = true;
  }

  /** Ends all of them; an attempt that is under way says no more. */
  public void stop() {
    stopped = true;
  }

  private void startOthers() {
    Container container = target.description();
    if (container.getReadinessProbe() != null) {
      start(Kind.READINESS, container.getReadinessProbe());
    }
    if (container.getLivenessProbe() != null) {
      start(Kind.LIVENESS, container.getLivenessProbe());
    }
  }

  private void start(Kind kind, Probe probe) {
    long delay = TimeUnit.SECONDS.toMillis(ProbeSettings.of(probe).initialDelay());
    new Series(kind, probe).startAfter(delay);
  }
}

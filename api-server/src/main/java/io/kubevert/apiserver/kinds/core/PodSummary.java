package io.kubevert.apiserver.kinds.core;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubevert.apiserver.table.Cells;
import io.kubevert.apiserver.table.HumanDuration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * A pod in the three words of {@code kubectl get pods}. The phase alone does not say why a pod does
 * not run, so its containers are asked in turn and the last one that has something to say is heard.
 *
 * @param ready as in {@code 1/2}
 * @param status the phase, or the reason that explains it
 * @param restarts as in {@code 3 (5s ago)}
 */
record PodSummary(String ready, String status, String restarts) {

  static PodSummary of(JsonNode pod) {
    return new Reader(pod).read();
  }

  /** Reads one pod; what it has found so far is in its fields. */
  private static final class Reader {
    private final JsonNode pod;
    private final JsonNode status;
    private final Map<String, JsonNode> initContainers = new HashMap<>();
    private int totalContainers;
    private int readyContainers;
    private String reason;
    private int restarts;
    private String lastRestart = "";
    private int sidecarRestarts;
    private String lastSidecarRestart = "";

    Reader(JsonNode pod) {
      this.pod = pod;
      this.status = pod.path("status");
      this.totalContainers = pod.path("spec").path("containers").size();
      this.reason = status.path("phase").asText("");
    }

    PodSummary read() {
      if (!status.path("reason").asText("").isEmpty()) {
        reason = status.path("reason").asText();
      }
      for (JsonNode condition : status.path("conditions")) {
        if (condition.path("type").asText().equals("PodScheduled")
            && condition.path("reason").asText().equals("SchedulingGated")) {
          reason = "SchedulingGated";
        }
      }
      for (JsonNode container : pod.path("spec").path("initContainers")) {
        initContainers.put(container.path("name").asText(), container);
        if (isSidecar(container)) {
          totalContainers++;
        }
      }
      boolean initializing = readInitContainers();
      if (!initializing || Cells.hasCondition(status.path("conditions"), "Initialized", "True")) {
        readContainers();
      }
      return new PodSummary(
          readyContainers + "/" + totalContainers, deletionAware(reason), restartsText());
    }

    private boolean readInitContainers() {
      JsonNode statuses = status.path("initContainerStatuses");
      for (int i = 0; i < statuses.size(); i++) {
        JsonNode container = statuses.get(i);
        boolean sidecar = isSidecar(initContainers.get(container.path("name").asText()));
        restarts += container.path("restartCount").asInt();
        lastRestart = later(lastRestart, container);
        if (sidecar) {
          sidecarRestarts += container.path("restartCount").asInt();
          lastSidecarRestart = later(lastSidecarRestart, container);
        }
        JsonNode terminated = container.path("state").path("terminated");
        if (terminated.isObject() && terminated.path("exitCode").asInt() == 0) {
          continue;
        }
        if (sidecar && container.path("started").asBoolean()) {
          readyContainers += container.path("ready").asBoolean() ? 1 : 0;
          continue;
        }
        reason = "Init:" + initReason(container, i);
        return true;
      }
      return false;
    }

    private String initReason(JsonNode container, int index) {
      JsonNode terminated = container.path("state").path("terminated");
      if (terminated.isObject()) {
        return terminatedReason(terminated);
      }
      String waiting = container.path("state").path("waiting").path("reason").asText("");
      return waiting.isEmpty() || waiting.equals("PodInitializing")
          ? index + "/" + pod.path("spec").path("initContainers").size()
          : waiting;
    }

    private void readContainers() {
      restarts = sidecarRestarts;
      lastRestart = lastSidecarRestart;
      boolean running = false;
      JsonNode statuses = status.path("containerStatuses");
      for (int i = statuses.size() - 1; i >= 0; i--) {
        JsonNode container = statuses.get(i);
        JsonNode state = container.path("state");
        restarts += container.path("restartCount").asInt();
        lastRestart = later(lastRestart, container);
        String waiting = state.path("waiting").path("reason").asText("");
        if (!waiting.isEmpty()) {
          reason = waiting;
        } else if (state.path("terminated").isObject()) {
          reason = terminatedReason(state.path("terminated"));
        } else if (container.path("ready").asBoolean() && state.path("running").isObject()) {
          running = true;
          readyContainers++;
        }
      }
      if (reason.equals("Completed") && running) {
        boolean ready = Cells.hasCondition(status.path("conditions"), "Ready", "True");
        reason = ready ? "Running" : "NotReady";
      }
    }

    private String deletionAware(String reason) {
      String phase = status.path("phase").asText("");
      if (!pod.path("metadata").hasNonNull("deletionTimestamp")) {
        return reason;
      }
      if (status.path("reason").asText("").equals("NodeLost")) {
        return "Unknown";
      }
      return phase.equals("Failed") || phase.equals("Succeeded") ? reason : "Terminating";
    }

    private String restartsText() {
      return restarts == 0 || lastRestart.isEmpty()
          ? Integer.toString(restarts)
          : restarts + " (" + HumanDuration.since(lastRestart, Instant.now()) + " ago)";
    }

    private static String terminatedReason(JsonNode terminated) {
      if (!terminated.path("reason").asText("").isEmpty()) {
        return terminated.path("reason").asText();
      }
      int signal = terminated.path("signal").asInt();
      return signal == 0 ? "ExitCode:" + terminated.path("exitCode").asInt() : "Signal:" + signal;
    }

    private static String later(String time, JsonNode container) {
      String finished =
          container.path("lastState").path("terminated").path("finishedAt").asText("");
      return finished.compareTo(time) > 0 ? finished : time;
    }

    private static boolean isSidecar(JsonNode container) {
      return container != null && container.path("restartPolicy").asText().equals("Always");
    }
  }
}

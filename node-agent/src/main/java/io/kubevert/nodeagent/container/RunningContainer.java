package io.kubevert.nodeagent.container;

import io.kubevert.nodeagent.linux.ProcessId;

/**
 * A container that was made; what is written down of it for the next agent.
 *
 * @param id what crun, conmon and the API know it by
 * @param process the container's first process
 * @param monitor the conmon that holds its terminal, log and exit code
 * @param terminal whether it has a terminal
 * @param input whether its standard input can be written to
 * @param image as the pod names it
 * @param stopSignal the number of the signal that asks it to stop
 * @param startedAtMillis since the epoch
 */
public record RunningContainer(
    String id,
    String name,
    int attempt,
    ProcessId process,
    ProcessId monitor,
    boolean terminal,
    boolean input,
    String image,
    String imageId,
    int stopSignal,
    long startedAtMillis) {}

package io.kubevert.nodeagent.files;

import java.nio.file.Path;

/** A file or directory of the node that a container sees at a path of its own. */
public record BindMount(Path source, String destination, boolean readOnly) {}

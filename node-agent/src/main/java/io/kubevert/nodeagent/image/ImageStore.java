package io.kubevert.nodeagent.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubevert.client.Json;
import io.kubevert.client.process.Command;
import io.kubevert.nodeagent.files.DirectoryTree;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The images directory. Several agents may share one: whatever appears in it appears by a rename.
 *
 * <pre>
 *   kubevert/web/{rootfs,image.json}           built in
 *   .content/sha256-DIGEST/{rootfs,image.json}  loaded or pulled, by the digest of the configuration
 *   .names/NAME                                 which content a name stands for
 * </pre>
 *
 * <p>Calls block.
 */
public final class ImageStore {
  private static final Duration COPY_LIMIT = Duration.ofMinutes(5);
  private static final Duration LOOK_LIMIT = Duration.ofSeconds(10);

  private final Path directory;

  public ImageStore(Path directory) {
    this.directory = directory;
  }

  /**
   * Finds an image on this node: loaded or pulled under this name, or built in. The walkthrough's
   * images are found as the built-in ones that stand in for them.
   */
  public Optional<Image> find(ImageReference reference) throws IOException {
    Path name = nameFile(reference.toString());
    if (Files.exists(name)) {
      String content = Files.readString(name).strip();
      return Optional.of(read(content.replace('-', ':'), contentDirectory(content)));
    }
    Path builtIn = directory.resolve(reference.builtInName());
    return !reference.builtInName().isEmpty() && Files.exists(builtIn.resolve("image.json"))
        ? Optional.of(read(reference.toString(), builtIn))
        : Optional.empty();
  }

  /**
   * Fetches an image from its registry.
   *
   * @throws IOException with the registry's answer when it cannot be had
   */
  public Image pull(ImageReference reference) throws IOException, InterruptedException {
    return imported("docker://" + reference, List.of(reference.toString())).getFirst();
  }

  /**
   * Takes every image of an archive, a tar file as {@code docker save} or an OCI layout makes it.
   *
   * @return the names that the images can be run under
   */
  public List<String> load(Path archive) throws IOException, InterruptedException {
    List<String> names = new ArrayList<>();
    for (ArchiveEntry entry : entries(archive)) {
      imported(entry.source(), List.of(entry.name()));
      names.add(entry.name());
    }
    return names;
  }

  private record ArchiveEntry(String source, String name) {}

  private static List<ArchiveEntry> entries(Path archive) throws IOException, InterruptedException {
    JsonNode docker = member(archive, "manifest.json");
    List<ArchiveEntry> entries = new ArrayList<>();
    for (JsonNode image : docker) {
      for (JsonNode tag : image.path("RepoTags")) {
        String name = ImageReference.parse(tag.asText()).toString();
        entries.add(new ArchiveEntry("docker-archive:" + archive + ":" + tag.asText(), name));
      }
    }
    if (docker.isEmpty()) {
      for (JsonNode manifest : member(archive, "index.json").path("manifests")) {
        String tag = reference(manifest.path("annotations"));
        if (!tag.isEmpty()) {
          String name = ImageReference.parse(tag).toString();
          entries.add(new ArchiveEntry("oci-archive:" + archive + ":" + ociName(manifest), name));
        }
      }
    }
    if (entries.isEmpty()) {
      throw new IOException(
          archive + " names no image: save it with a name, as in docker save -o FILE NAME:TAG");
    }
    return entries;
  }

  private static String ociName(JsonNode manifest) {
    return manifest.path("annotations").path("org.opencontainers.image.ref.name").asText();
  }

  private static String reference(JsonNode annotations) {
    String full = annotations.path("io.containerd.image.name").asText("");
    return full.isEmpty() ? annotations.path("org.opencontainers.image.ref.name").asText("") : full;
  }

  /** A JSON file of a tar archive; an empty object when there is none. */
  private static JsonNode member(Path archive, String name)
      throws IOException, InterruptedException {
    Command.Result result =
        Command.of("tar", "--extract", "--to-stdout", "--file", archive.toString(), name)
            .within(LOOK_LIMIT)
            .await();
    if (result.exitCode() != 0) {
      return Json.object();
    }
    String wrapped = "{\"content\":" + result.output() + "}";
    return Json.parse(wrapped.getBytes(StandardCharsets.UTF_8)).path("content");
  }

  private List<Image> imported(String source, List<String> names)
      throws IOException, InterruptedException {
    Path work = directory.resolve(".import-" + UUID.randomUUID());
    Files.createDirectories(work);
    try {
      Path layout = work.resolve("layout");
      run("skopeo", "copy", "--insecure-policy", source, "oci:" + layout + ":image");
      run("umoci", "unpack", "--image", layout + ":image", work.resolve("bundle").toString());
      String digest = configurationDigest(layout);
      String content = digest.replace(':', '-');
      Path ready = work.resolve("ready");
      Files.createDirectories(ready);
      Files.move(work.resolve("bundle/rootfs"), ready.resolve("rootfs"));
      Files.copy(blob(layout, digest), ready.resolve("image.json"));
      publish(ready, contentDirectory(content));
      for (String name : names) {
        writeName(name, content);
      }
      return List.of(read(digest, contentDirectory(content)));
    } finally {
      DirectoryTree.delete(work);
    }
  }

  private static void run(String... words) throws IOException, InterruptedException {
    Command.Result result = Command.of(words).within(COPY_LIMIT).await();
    if (result.exitCode() != 0) {
      throw new IOException(words[0] + ": " + result.output().strip());
    }
  }

  private static String configurationDigest(Path layout) throws IOException {
    JsonNode index = Json.parse(Files.readAllBytes(layout.resolve("index.json")));
    String manifest = index.path("manifests").path(0).path("digest").asText();
    return Json.parse(Files.readAllBytes(blob(layout, manifest)))
        .path("config")
        .path("digest")
        .asText();
  }

  private static Path blob(Path layout, String digest) {
    return layout.resolve("blobs").resolve(digest.replace(':', '/'));
  }

  private static void publish(Path ready, Path target) throws IOException {
    Files.createDirectories(target.getParent());
    try {
      Files.move(ready, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      if (!Files.exists(target.resolve("image.json"))) {
        throw e;
      }
    }
  }

  private void writeName(String name, String content) throws IOException {
    Path file = nameFile(name);
    Files.createDirectories(file.getParent());
    Path next = file.resolveSibling("." + UUID.randomUUID());
    Files.writeString(next, content);
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private Path nameFile(String name) {
    return directory.resolve(".names").resolve(URLEncoder.encode(name, StandardCharsets.UTF_8));
  }

  private Path contentDirectory(String content) {
    return directory.resolve(".content").resolve(content);
  }

  private static Image read(String id, Path image) throws IOException {
    ObjectNode configuration = Json.parse(Files.readAllBytes(image.resolve("image.json")));
    return Image.of(id, image.resolve("rootfs"), configuration);
  }
}

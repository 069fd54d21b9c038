package io.kubevert.coredns.corefile;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Where a Corefile's text comes from, and what its imports may name. */
public sealed interface CorefileSource {

  /** The text with the name that messages give it. */
  record Text(String name, String text) {}

  /** Reads the Corefile itself; blocks. */
  Text read() throws IOException;

  /** Reads the files that an import names, a pattern allowed; blocks. */
  List<Text> imported(String pattern) throws IOException;

  /** Where relative paths in it start. */
  Path directory();

  /** A Corefile that is made by the program; it can import snippets, but no files. */
  record Inline(String text) implements CorefileSource {
    @Override
    public Text read() {
      return new Text("Corefile", text);
    }

    @Override
    public List<Text> imported(String pattern) {
      return List.of();
    }

    @Override
    public Path directory() {
      return Path.of("");
    }
  }

  /** A Corefile on disk; imports are relative to its directory. */
  record File(Path path) implements CorefileSource {
    @Override
    public Text read() throws IOException {
      return new Text(path.toString(), Files.readString(path));
    }

    @Override
    public List<Text> imported(String pattern) throws IOException {
      Path wanted = directory().resolve(pattern);
      List<Path> files = new ArrayList<>();
      try (DirectoryStream<Path> matching =
          Files.newDirectoryStream(wanted.getParent(), wanted.getFileName().toString())) {
        matching.forEach(files::add);
      }
      Collections.sort(files);
      List<Text> texts = new ArrayList<>();
      for (Path file : files) {
        texts.add(new Text(file.toString(), Files.readString(file)));
      }
      return texts;
    }

    @Override
    public Path directory() {
      return path.toAbsolutePath().getParent();
    }
  }
}

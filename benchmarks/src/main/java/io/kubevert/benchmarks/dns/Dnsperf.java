package io.kubevert.benchmarks.dns;

import io.kubevert.benchmarks.Spread;
import io.kubevert.netns.ScratchNamespace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs dnsperf from the client's namespace and reads what it prints. */
record Dnsperf(ScratchNamespace client, String server) {
  private static final Pattern COMPLETED = Pattern.compile("Queries completed:\\s+(\\d+)");
  private static final Pattern LOST = Pattern.compile("Queries lost:\\s+(\\d+)");
  private static final Pattern PER_SECOND = Pattern.compile("Queries per second:\\s+([\\d.]+)");
  private static final Pattern ANSWER = Pattern.compile("(?m)^> \\S+ \\S+ A ([\\d.]+)$");
  private static final Pattern SENT = Pattern.compile("Queries sent:\\s+(\\d+)");
  private static final Pattern NOERROR = Pattern.compile("NOERROR (\\d+)");
  private static final Pattern SLOWEST = Pattern.compile("Average Latency.*max ([\\d.]+)\\)");
  private static final String CLIENTS = "16";

  /**
   * So many that their sockets hold what comes while dnsperf itself has to wait for a processor.
   */
  private static final String STEADY_CLIENTS = "128";

  private static final double MILLIS = 1e3;
  private static final double MICROS = 1e6;

  /** As many as the server can answer, a hundred on their way at any time. */
  record Flood(long completed, long lost, double perSecond) {}

  Flood flood(int port, Path questions, int seconds) {
    String output = run(port, questions, seconds, List.of("-q", "100", "-c", CLIENTS));
    return new Flood(
        Long.parseLong(first(COMPLETED, output)),
        Long.parseLong(first(LOST, output)),
        Double.parseDouble(first(PER_SECOND, output)));
  }

  /**
   * So many a second that every server keeps up.
   *
   * @return how long each answer took, in microseconds
   */
  Spread pace(int port, Path questions, int seconds, int perSecond) throws IOException {
    List<String> options = List.of("-v", "-Q", Integer.toString(perSecond), "-c", CLIENTS);
    Matcher answers = ANSWER.matcher(run(port, questions, seconds, options));
    List<Double> micros = new ArrayList<>();
    while (answers.find()) {
      micros.add(Double.parseDouble(answers.group(1)) * MICROS);
    }
    if (micros.isEmpty()) {
      throw new IOException("dnsperf got no answer from port " + port);
    }
    return new Spread(micros);
  }

  /**
   * So many a second, whether they are answered or not.
   *
   * @param wrong answers with another code than NOERROR
   */
  record Steady(long sent, long lost, long wrong, double slowestMillis) {}

  Steady steady(int port, Path questions, int seconds, int perSecond) {
    List<String> options =
        List.of(
            "-Q",
            Integer.toString(perSecond),
            "-q",
            Integer.toString(perSecond),
            "-c",
            STEADY_CLIENTS,
            "-O",
            "suppress=timeout");
    String output = run(port, questions, seconds, options);
    long completed = Long.parseLong(first(COMPLETED, output));
    return new Steady(
        Long.parseLong(first(SENT, output)),
        Long.parseLong(first(LOST, output)),
        completed - Long.parseLong(first(NOERROR, output)),
        Double.parseDouble(first(SLOWEST, output)) * MILLIS);
  }

  private String run(int port, Path questions, int seconds, List<String> options) {
    List<String> words = new ArrayList<>(List.of("dnsperf", "-e", "-T", "1"));
    words.addAll(List.of("-s", server, "-p", Integer.toString(port)));
    words.addAll(List.of("-d", questions.toString(), "-l", Integer.toString(seconds)));
    words.addAll(options);
    return client.run(words.toArray(String[]::new));
  }

  private static String first(Pattern pattern, String output) {
    Matcher found = pattern.matcher(output);
    if (!found.find()) {
      throw new IllegalStateException("dnsperf did not say what it measured:\n" + output);
    }
    return found.group(1);
  }
}

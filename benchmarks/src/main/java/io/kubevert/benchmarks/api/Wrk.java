package io.kubevert.benchmarks.api;

import io.kubevert.benchmarks.Processes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Creates and gets of ConfigMaps by wrk over several TLS connections: a client that leaves the
 * machine to the server that it measures.
 */
final class Wrk {
  private static final String RESULT = "RESULT ";
  private static final String MOST_SECONDS = "300";

  /**
   * wrk measures for a time; it is told to stop when as many requests as wanted are answered. What
   * it asks for first is only looked at; connections that have nothing left to do ask for something
   * that changes nothing.
   */
  private static final String SCRIPT =
      """
      local ffi = require("ffi")
      ffi.cdef("int kill(int, int); int getpid(void);")
      local sent, answered = -2, 0
      local function stop()
        wrk.thread:stop()
        ffi.C.kill(ffi.C.getpid(), 2)
      end
      local function get()
        if sent == count then stop() end
        return wrk.format("GET", path .. "/map-" .. sent * 7919 % known)
      end
      local function create()
        if sent >= count then return wrk.format("GET", "/readyz") end
        return wrk.format("POST", path, nil, before .. first + sent .. after)
      end
      function init(arguments)
        path, first, count = wrk.path, tonumber(arguments[2]), tonumber(arguments[3])
        before = '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"map-'
        after = '"},"data":{"key":"' .. string.rep("x", 300) .. '"}}'
        known = tonumber(arguments[4])
        ask = known and get or create
        if not known then
          response = function(status)
            if status ~= 200 then answered = answered + 1 end
            if answered == count then stop() end
          end
        end
      end
      function request()
        sent = sent + 1
        return ask()
      end
      done = function(summary, latency, requests)
        local e = summary.errors
        io.write(string.format("RESULT %d %f %f %f %f %d\\n",
          summary.duration,
          latency:percentile(50) / 1000, latency:percentile(90) / 1000,
          latency:percentile(99) / 1000, latency.max / 1000,
          e.connect + e.read + e.write + e.status + e.timeout))
      end
      """;

  private final ApiServerProcess server;
  private final Path script;
  private final int connections;

  /**
   * What it came to.
   *
   * @param microseconds of processor time that the server took for a request
   */
  record Result(
      double perSecond, double median, double p90, double p99, double max, double microseconds) {}

  Wrk(ApiServerProcess server, Path directory, int connections) throws IOException {
    this.server = server;
    this.script = Files.writeString(directory.resolve("configmaps.lua"), SCRIPT);
    this.connections = connections;
  }

  /** Creates ConfigMaps, named by their numbers. */
  Result creates(String path, int first, int count) throws IOException, InterruptedException {
    return run(path, count, List.of("create", "" + first, "" + count));
  }

  /** Gets ConfigMaps in an order that no cache likes. */
  Result gets(String path, int known, int count) throws IOException, InterruptedException {
    return run(path, count, List.of("get", "0", "" + count, "" + known));
  }

  private Result run(String path, int count, List<String> arguments)
      throws IOException, InterruptedException {
    double before = Processes.cpuSeconds(server.pid());
    String output = output(path, arguments);
    double cpuSeconds = Processes.cpuSeconds(server.pid()) - before;
    String[] figures =
        output
            .lines()
            .filter(line -> line.startsWith(RESULT))
            .findFirst()
            .orElseThrow(() -> new IOException("wrk gave no result: " + output))
            .substring(RESULT.length())
            .split(" ");
    if (!figures[5].equals("0")) {
      throw new IOException(figures[5] + " of " + count + " requests to " + path + " failed");
    }
    return new Result(
        count * 1e6 / Double.parseDouble(figures[0]),
        Double.parseDouble(figures[1]),
        Double.parseDouble(figures[2]),
        Double.parseDouble(figures[3]),
        Double.parseDouble(figures[4]),
        cpuSeconds * 1e6 / count);
  }

  private String output(String path, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                "wrk", "-t1", "-c" + connections, "-d" + MOST_SECONDS + "s", "--timeout", "30s"));
    command.addAll(List.of("-s", script.toString(), "-H", "Authorization: " + server.bearer()));
    command.addAll(List.of("-H", "Content-Type: application/json"));
    command.addAll(List.of("https://127.0.0.1:" + server.port() + path, "--"));
    command.addAll(arguments);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output;
  }
}

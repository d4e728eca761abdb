package dev.parley.bench.mesh;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The mesh's timers as its Prometheus page shows them: how often each was stopped, and the seconds it summed up. */
public record Timers(Map<String, Double> counts, Map<String, Double> seconds) {
    private static final String COUNT = "_seconds_count";
    private static final String SUM = "_seconds_sum";

    public Timers {
        counts = Map.copyOf(counts);
        seconds = Map.copyOf(seconds);
    }

    /** One timer over a span of time. */
    public record Share(String timer, double count, double seconds) {
        public double meanMillis() {
            return seconds / count * 1e3;
        }
    }

    public static Timers read(HttpClient client, URI metrics) throws IOException, InterruptedException {
        var answer = client.send(HttpRequest.newBuilder(metrics).build(), BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException(metrics + " answered " + answer.statusCode() + " (expected: 200)");
        }
        return parse(answer.body());
    }

    static Timers parse(String page) {
        Map<String, Double> counts = new HashMap<>();
        Map<String, Double> seconds = new HashMap<>();
        page.lines().filter(line -> !line.startsWith("#")).forEach(line -> {
            int end = line.lastIndexOf(' ');
            int nameEnd = line.indexOf('{') < 0 ? end : line.indexOf('{');
            if (end <= 0 || nameEnd > end) {
                return;
            }
            String name = line.substring(0, nameEnd);
            String labels = line.substring(nameEnd, end);
            double value = Double.parseDouble(line.substring(end + 1));
            if (name.endsWith(COUNT)) {
                counts.put(name.substring(0, name.length() - COUNT.length()) + labels, value);
            } else if (name.endsWith(SUM)) {
                seconds.put(name.substring(0, name.length() - SUM.length()) + labels, value);
            }
        });
        return new Timers(counts, seconds);
    }

    /** What was timed since {@code earlier}, the most time first; timers that stood still are left out. */
    public List<Share> since(Timers earlier) {
        List<Share> shares = new ArrayList<>();
        counts.forEach((timer, count) -> {
            double more = count - earlier.counts.getOrDefault(timer, 0.0);
            if (more > 0) {
                double spent = seconds.getOrDefault(timer, 0.0) - earlier.seconds.getOrDefault(timer, 0.0);
                shares.add(new Share(timer, more, spent));
            }
        });
        shares.sort(Comparator.comparingDouble(Share::seconds).reversed());
        return shares;
    }
}

package dev.parley.standalone.square;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Plain HTTP calls of the mesh. */
final class Http {
    static final Duration LONGEST_CALL = Duration.ofSeconds(20);

    private static final String DATA = "data:";

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI mesh;

    Http(URI mesh) {
        this.mesh = mesh;
    }

    URI mesh() {
        return mesh;
    }

    /** @param version of A2A, for the header; empty for none, as older clients have none */
    HttpResponse<byte[]> call(String method, String path, String version, byte[] body)
            throws IOException, InterruptedException {
        return client.send(request(method, path, version, body), BodyHandlers.ofByteArray());
    }

    /** Takes each event's data as it comes. */
    interface Lines {
        void take(String data) throws Exception;

        /** An answer that is no stream. */
        default void whole(int status, String body) throws Exception {
            take(body);
        }
    }

    /** Gives the data of every event up to the end of the stream, or the one answer that is no stream. */
    void events(String method, String path, String version, byte[] body, Lines events) throws Exception {
        HttpResponse<Stream<String>> answer = client.send(request(method, path, version, body), BodyHandlers.ofLines());
        boolean stream = answer.headers().firstValue("Content-Type").orElse("").startsWith("text/event-stream");
        try (Stream<String> lines = answer.body()) {
            if (!stream) {
                events.whole(answer.statusCode(), lines.collect(Collectors.joining("\n")));
                return;
            }
            for (String line : (Iterable<String>) lines::iterator) {
                if (line.startsWith(DATA)) {
                    events.take(line.substring(DATA.length()));
                }
            }
        }
    }

    private HttpRequest request(String method, String path, String version, byte[] body) {
        BodyPublisher publisher = body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body);
        HttpRequest.Builder request = HttpRequest.newBuilder(mesh.resolve(path))
                .timeout(LONGEST_CALL)
                .header("Content-Type", "application/json")
                .method(method, publisher);
        return (version.isEmpty() ? request : request.header("A2A-Version", version)).build();
    }
}

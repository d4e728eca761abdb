package dev.parley.standalone.square;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.parley.standalone.square.Speech.Binding;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** An agent that speaks in one way and has a card that says so. */
final class SquareAgent implements AutoCloseable {
    private final Speech speech;
    private final @Nullable GrpcAgent grpc;
    private final HttpAgent http;

    SquareAgent(Speech speech) throws IOException {
        this.speech = speech;
        Script script = new Script(id());
        this.grpc = speech.binding() == Binding.GRPC ? new GrpcAgent(speech.version(), script) : null;
        this.http = new HttpAgent(
                speech, script, url -> card(grpc == null ? url : grpc.address()).getBytes(UTF_8));
    }

    Speech speech() {
        return speech;
    }

    /** What it is registered as, and the tag that it alone has. */
    String id() {
        return speech.toString().toLowerCase(java.util.Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    }

    /** The URL below which its card is. */
    String url() {
        return http.url();
    }

    private String card(String url) {
        return switch (speech.version()) {
            case V1_0 -> """
                {"name":"%s","description":"echoes","version":"1","supportedInterfaces":[{"url":"%s","protocolBinding":"%s",\
                "protocolVersion":"1.0"}],%s""".formatted(speech, url, speech.binding().inCards(), rest());
            case V0_3 -> """
                {"name":"%s","description":"echoes","version":"1","protocolVersion":"0.3.0","url":"%s","preferredTransport":"%s",%s""".formatted(speech, url, speech.binding().inCards(), rest());
            case V0_2 -> """
                {"name":"%s","description":"echoes","version":"1","protocolVersion":"0.2.5","url":"%s",%s""".formatted(speech, url, rest());
            case V0_1 -> throw new IllegalArgumentException("The mesh calls no agents of 0.1");
        };
    }

    private String rest() {
        return """
                "capabilities":{"streaming":true},"defaultInputModes":["text/plain"],"defaultOutputModes":["text/plain"],\
                "skills":[{"id":"echo","name":"Echo","description":"echoes","tags":["%s"]}]}""".formatted(id());
    }

    @Override
    public void close() throws InterruptedException {
        http.close();
        if (grpc != null) {
            grpc.close();
        }
    }
}

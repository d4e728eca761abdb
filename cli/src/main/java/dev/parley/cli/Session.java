package dev.parley.cli;

import dev.parley.cli.mesh.ClientOptions;
import dev.parley.cli.mesh.MeshClient;
import dev.parley.cli.mesh.MeshOptions;
import dev.parley.cli.mesh.Settings;
import dev.parley.cli.output.Format;
import dev.parley.cli.output.Terminal;
import java.time.Duration;

/** What every command has at hand. */
public record Session(Terminal terminal, Settings settings) {
    /** A client for the mesh that the options name. */
    public MeshClient open(MeshOptions mesh, Duration timeout) {
        return new MeshClient(mesh.url(settings), timeout);
    }

    /** A client for the mesh that the options name. */
    public MeshClient open(ClientOptions options, Duration timeout) {
        return open(options.mesh(), timeout);
    }

    /** Prints as the options say. */
    public void print(ClientOptions options, String json, Runnable text) {
        print(options.format(), json, text);
    }

    /** Prints for programs or for people. */
    public void print(Format format, String json, Runnable text) {
        switch (format) {
            case json -> terminal.data(json);
            case text -> text.run();
        }
    }
}

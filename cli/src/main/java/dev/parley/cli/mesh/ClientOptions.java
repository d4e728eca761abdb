package dev.parley.cli.mesh;

import dev.parley.cli.output.Format;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What every command takes that asks a mesh something: which mesh, and how the answer is printed. */
public final class ClientOptions {
    @Mixin
    private MeshOptions mesh = new MeshOptions();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "text|json",
            defaultValue = "text",
            description = "What to print.")
    private Format format = Format.text;

    /** Which mesh is asked. */
    public MeshOptions mesh() {
        return mesh;
    }

    /** For people, or for programs. */
    public Format format() {
        return format;
    }
}

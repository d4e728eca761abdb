package dev.parley.embed;

import dev.parley.kit.process.ServiceProcess;

/** This service in a process of its own: text to vectors. {@code --config FILE} gives its settings, the README says which there are. */
public final class EmbedMain {
    private EmbedMain() {}

    public static void main(String[] arguments) {
        ServiceProcess.main("embed", arguments);
    }
}

package dev.parley.edge;

import dev.parley.kit.process.ServiceProcess;

/** This service in a process of its own: what outside callers touch. {@code --config FILE} gives its settings, the README says which there are. */
public final class EdgeMain {
    private EdgeMain() {}

    public static void main(String[] arguments) {
        ServiceProcess.main("edge", arguments);
    }
}

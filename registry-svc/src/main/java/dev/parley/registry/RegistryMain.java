package dev.parley.registry;

import dev.parley.kit.process.ServiceProcess;

/** This service in a process of its own: the agents, their cards and their health. {@code --config FILE} gives its settings, the README says which there are. */
public final class RegistryMain {
    private RegistryMain() {}

    public static void main(String[] arguments) {
        ServiceProcess.main("registry", arguments);
    }
}

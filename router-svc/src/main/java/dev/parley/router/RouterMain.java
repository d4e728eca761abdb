package dev.parley.router;

import dev.parley.kit.process.ServiceProcess;

/** This service in a process of its own: choosing an agent and calling it. {@code --config FILE} gives its settings, the README says which there are. */
public final class RouterMain {
    private RouterMain() {}

    public static void main(String[] arguments) {
        ServiceProcess.main("router", arguments);
    }
}

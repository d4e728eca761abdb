package dev.parley.task;

import dev.parley.kit.process.ServiceProcess;

/** This service in a process of its own: tasks and their journal. {@code --config FILE} gives its settings, the README says which there are. */
public final class TaskMain {
    private TaskMain() {}

    public static void main(String[] arguments) {
        ServiceProcess.main("task", arguments);
    }
}

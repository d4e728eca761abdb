package dev.parley.examples.kit;

import dev.parley.proto.a2a.v1.AgentCard;
import java.util.List;

/** An agent that does what a test says. */
record ScriptedAgent(Script script) implements Agent {
    interface Script {
        void run(TaskContext task) throws Exception;
    }

    @Override
    public AgentCard card(String url) {
        return Cards.card("Scripted", "Does what a test says.", url, new Cards.MeshHints(0, 1, 1))
                .addSkills(Cards.skill("script", "Script", "Runs a script.", List.of("test"), List.of()))
                .build();
    }

    @Override
    public void run(TaskContext task) throws Exception {
        script.run(task);
    }
}

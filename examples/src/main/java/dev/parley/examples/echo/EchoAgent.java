package dev.parley.examples.echo;

import dev.parley.examples.kit.Agent;
import dev.parley.examples.kit.AgentProgram;
import dev.parley.examples.kit.Cards;
import dev.parley.examples.kit.TaskContext;
import dev.parley.proto.a2a.v1.AgentCard;
import dev.parley.proto.a2a.v1.Part;
import java.util.List;
import java.util.Set;

/** The smallest agent: gives every part of a message back as one artifact, at once. */
public final class EchoAgent implements Agent {
    public static void main(String[] args) {
        new AgentProgram("echo", Set.of(), options -> new EchoAgent()).run(args);
    }

    @Override
    public AgentCard card(String url) {
        return Cards.card("Echo", "Says back what it was told.", url, new Cards.MeshHints(0, 1, 0.5))
                .addSkills(Cards.skill(
                        "echo",
                        "Echo",
                        "Repeats the message word for word, to test a connection.",
                        List.of("echo", "test", "ping"),
                        List.of("echo hello")))
                .build();
    }

    @Override
    public void run(TaskContext task) {
        task.artifact("echo", "echo", task.message().getPartsList().toArray(Part[]::new));
        task.complete();
    }
}

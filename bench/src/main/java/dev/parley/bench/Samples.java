package dev.parley.bench;

import dev.parley.proto.a2a.v1.Artifact;
import dev.parley.proto.a2a.v1.Part;
import dev.parley.proto.a2a.v1.Role;
import dev.parley.proto.a2a.v1.SendMessageRequest;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.a2a.v1.TaskState;
import dev.parley.proto.a2a.v1.TaskStatus;

/** What is read and written: a message of one text, and a task of ten artifacts. */
final class Samples {
    private static final int ARTIFACTS = 10;

    private Samples() {}

    static SendMessageRequest message() {
        SendMessageRequest.Builder request = SendMessageRequest.newBuilder();
        request.getMessageBuilder()
                .setMessageId("0190f5ab-1111-7abc-8def-000000000001")
                .setContextId("0190f5ab-2222-7abc-8def-000000000002")
                .setRole(Role.ROLE_USER)
                .addParts(Part.newBuilder().setText("What will the weather be like in Oslo tomorrow?"));
        request.getConfigurationBuilder().addAcceptedOutputModes("text/plain");
        return request.build();
    }

    static Task task() {
        Task.Builder task = Task.newBuilder()
                .setId("0190f5ab-3333-7abc-8def-000000000003")
                .setContextId("0190f5ab-2222-7abc-8def-000000000002")
                .setStatus(TaskStatus.newBuilder().setState(TaskState.TASK_STATE_COMPLETED))
                .addHistory(message().getMessage());
        for (int i = 0; i < ARTIFACTS; i++) {
            task.addArtifacts(Artifact.newBuilder()
                    .setArtifactId("a-" + i)
                    .setName("forecast")
                    .addParts(
                            Part.newBuilder().setText("Rain in the morning, 7 °C, then dry. An umbrella until noon.")));
        }
        return task.build();
    }
}

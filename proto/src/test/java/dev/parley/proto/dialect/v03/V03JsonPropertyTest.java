package dev.parley.proto.dialect.v03;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import dev.parley.proto.a2a.v03json.Answer;
import dev.parley.proto.a2a.v1.SendMessageRequest;
import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.dialect.Faults;
import dev.parley.proto.json.ProtoJson;
import dev.parley.proto.json.RandomMessages;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Any message of 1.0, into 0.3 and back, is the same message but for what 0.3 has no words for. */
class V03JsonPropertyTest {
    @Property(tries = 500)
    void event_survivesThere(@ForAll long seed) {
        StreamResponse event =
                (StreamResponse) Sayable.inJson(new RandomMessages(seed).next(StreamResponse.getDefaultInstance()));
        Assume.that(event.getPayloadCase() != StreamResponse.PayloadCase.PAYLOAD_NOT_SET);
        Faults faults = new Faults();
        StreamResponse back = new V03JsonReader(faults).event(throughJson(V03JsonWriter.answer(event)), "$");
        faults.refuse();
        assertThat(back).isEqualTo(event);
    }

    @Property(tries = 500)
    void task_survivesThere(@ForAll long seed) {
        Task task = (Task) Sayable.inJson(new RandomMessages(seed).next(Task.getDefaultInstance()));
        Faults faults = new Faults();
        Task back = new V03JsonReader(faults).task(throughJson(V03JsonWriter.answer(task)), "$");
        faults.refuse();
        assertThat(back).isEqualTo(task);
    }

    @Property(tries = 500)
    void request_survivesThere(@ForAll long seed) {
        SendMessageRequest request = (SendMessageRequest)
                Sayable.inJson(new RandomMessages(seed).next(SendMessageRequest.getDefaultInstance()));
        Faults faults = new Faults();
        Message back = new V03JsonReader(faults).request(throughJson(V03JsonWriter.params(request)), false, "$");
        faults.refuse();
        assertThat(back).isEqualTo(request);
    }

    @SuppressWarnings("unchecked") // a message's default instance is of its own type
    private static <T extends Message> T throughJson(T message) {
        return (T) ProtoJson.read(ProtoJson.toBytes(message), message.getDefaultInstanceForType());
    }

    @Property(tries = 200)
    void kind_isAlwaysThere(@ForAll long seed) {
        Task task = (Task) new RandomMessages(seed).next(Task.getDefaultInstance());
        Answer answer = V03JsonWriter.answer(task);
        assertThat(answer.getKind()).isEqualTo("task");
        assertThat(answer.getHistoryList())
                .allMatch(message -> message.getKind().equals("message"));
        assertThat(answer.getArtifactsList())
                .allMatch(artifact -> artifact.getPartsList().stream()
                        .noneMatch(part -> part.getKind().isEmpty()));
    }
}

package dev.parley.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.proto.router.v1.Need;
import dev.parley.proto.task.v1.ReplayTaskCall;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The REST path of replays, held to what it makes of a request. */
class ReplayTest {
    private static EdgeFixture edge;

    @BeforeAll
    static void start() throws Exception {
        edge = EdgeFixture.start();
    }

    @AfterAll
    static void stop() {
        edge.close();
    }

    @BeforeEach
    void forget() {
        edge.replays.asked.clear();
    }

    @Test
    void replay_takesATurnAnAgentOrANeedAndAKey() throws Exception {
        var byDefault = edge.post("/api/v1/tasks/t/replay", "{}");
        assertThat(byDefault.statusCode()).isEqualTo(202);
        assertThat(byDefault.body()).isEqualTo("{\"taskId\":\"new\"}");
        assertThat(byDefault.headers().firstValue("Location").orElseThrow()).endsWith("/api/v1/tasks/new");
        edge.post(
                "/api/v1/tasks/t/replay?agent=echo",
                "{\"turn\":2,\"to_agent\":\"b\",\"keepContext\":true}",
                "Idempotency-Key",
                "k");
        edge.post("/api/v1/tasks/t/replay", "{\"need\":\"the weather\"}");
        edge.post("/api/v1/tasks/t/replay", "{\"need\":{\"skills\":[\"s\"]}}");
        assertThat(edge.replays.asked)
                .containsExactly(
                        ReplayTaskCall.newBuilder().setTaskId("t").build(),
                        ReplayTaskCall.newBuilder()
                                .setTaskId("t")
                                .setAgentId("echo")
                                .setTurn(2)
                                .setToAgentId("b")
                                .setKeepContext(true)
                                .setOnceKey("key:k")
                                .build(),
                        ReplayTaskCall.newBuilder()
                                .setTaskId("t")
                                .setNeed(Need.newBuilder().setText("the weather"))
                                .build(),
                        ReplayTaskCall.newBuilder()
                                .setTaskId("t")
                                .setNeed(Need.newBuilder().addSkills("s"))
                                .build());
    }

    @Test
    void replayMadeBefore_isOk_andOneOfARunningTaskIsRefused() throws Exception {
        var again = edge.post("/api/v1/tasks/again/replay", "{}");
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(again.body()).isEqualTo("{\"taskId\":\"new\",\"madeBefore\":true}");
        assertThat(edge.post("/api/v1/tasks/running/replay", "{}").statusCode()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{\"turn\":0}", "{\"turn\":1.5}", "{\"toAgent\":\"\"}", "{\"need\":{\"skillz\":[]}}", "{\"x\":1}"
            })
    void replay_isRefusedWithWhatIsWrong(String body) throws Exception {
        assertThat(edge.post("/api/v1/tasks/t/replay", body).statusCode())
                .as(body)
                .isEqualTo(422);
        assertThat(edge.replays.asked).isEmpty();
    }
}

package dev.parley.proto.extension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import com.google.protobuf.Value;
import dev.parley.proto.a2a.v1.Message;
import dev.parley.proto.a2a.v1.SendMessageRequest;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.error.Violation;
import dev.parley.proto.json.ProtoJson;
import dev.parley.proto.router.v1.Need;
import dev.parley.proto.router.v1.RetryPolicy;
import dev.parley.proto.router.v1.Weights;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RouteExtensionTest {
    private static final String PATH = "$.message.metadata[\"https://parley.dev/ext/route/v1\"]";

    @Test
    void need_isEmptyWithoutTheExtension() {
        assertThat(RouteExtension.read(SendMessageRequest.getDefaultInstance())).isEmpty();
        assertThat(RouteExtension.read(request("null"))).isEmpty();
    }

    @Test
    void need_hasEveryMember() {
        String json = "{'need':'rain?','skills':['forecast'],'tags':['a','b'],'inputModes':['text/plain'],"
                + "'outputModes':['image/svg+xml'],'maxLatencyMs':1500,'maxCost':0,'minQuality':0.5,"
                + "'weights':{'similarity':1,'latency':0,'cost':2.5,'quality':0.1},'retry':'if-not-started',"
                + "'deadline':'30s','priority':7,'startAt':'2026-11-30T08:00:00Z'}";
        assertThat(RouteExtension.read(request(json)))
                .contains(Need.newBuilder()
                        .setText("rain?")
                        .addSkills("forecast")
                        .addTags("a")
                        .addTags("b")
                        .addInputModes("text/plain")
                        .addOutputModes("image/svg+xml")
                        .setMaxLatencyMs(1500)
                        .setMaxCost(0)
                        .setMinQuality(0.5)
                        .setWeights(Weights.newBuilder()
                                .setSimilarity(1)
                                .setLatency(0)
                                .setCost(2.5)
                                .setQuality(0.1))
                        .setRetry(RetryPolicy.RETRY_POLICY_IF_NOT_STARTED)
                        .setDeadline(Duration.newBuilder().setSeconds(30))
                        .setPriority(7)
                        .setStartAt(Timestamp.newBuilder().setSeconds(1_796_025_600L))
                        .build());
    }

    @Test
    void handling_isWhatCountsWithoutAChoice() {
        Need handled = Need.newBuilder()
                .setRetry(RetryPolicy.RETRY_POLICY_NEVER)
                .setDeadline(Duration.newBuilder().setSeconds(30))
                .setPriority(0)
                .setStartAt(Timestamp.newBuilder().setSeconds(1))
                .build();
        assertThat(RouteExtension.handling(
                        handled.toBuilder().setText("rain?").setMaxCost(1).build()))
                .contains(handled);
        assertThat(RouteExtension.handling(Need.newBuilder().setText("rain?").build()))
                .isEmpty();
    }

    @Test
    void need_takesNullForAbsent() {
        assertThat(RouteExtension.read(request("{'skills':null,'maxCost':null,'weights':{'cost':null}}")))
                .contains(Need.newBuilder()
                        .setWeights(Weights.getDefaultInstance())
                        .build());
    }

    @Test
    void unknownAndWrongMembers_areRefusedWithTheirPaths() {
        String json = "{'maxcost':1,'need':7,'skills':'a','tags':['a',''],'maxLatencyMs':-1,'minQuality':1.1,"
                + "'weights':{'speed':1,'cost':'x'},'retry':'sometimes','deadline':'-0.5s','outputModes':[{}],"
                + "'priority':2.5,'startAt':'soon'}";
        A2aException failure = catchThrowableOfType(A2aException.class, () -> RouteExtension.read(request(json)));
        assertThat(failure.code()).isEqualTo(A2aErrorCode.INVALID_PARAMS);
        assertThat(failure.violations())
                .contains(
                        new Violation(PATH + ".need", "7 (expected: a string)"),
                        new Violation(
                                PATH + ".maxcost",
                                "unknown (expected: one of need, skills, tags, inputModes, outputModes, maxLatencyMs,"
                                        + " maxCost, minQuality, weights, retry, deadline, priority, startAt)"),
                        new Violation(PATH + ".priority", "2.5 (expected: a whole number from 0 to 9)"),
                        new Violation(
                                PATH + ".startAt",
                                "\"soon\" (expected: a time in RFC 3339, such as \"2026-11-30T08:00:00Z\")"),
                        new Violation(
                                PATH + ".retry",
                                "\"sometimes\" (expected: \"never\", \"if-not-started\" or \"always\")"))
                .extracting(Violation::path)
                .containsExactlyInAnyOrder(
                        PATH + ".maxcost",
                        PATH + ".need",
                        PATH + ".skills",
                        PATH + ".tags",
                        PATH + ".maxLatencyMs",
                        PATH + ".minQuality",
                        PATH + ".weights.speed",
                        PATH + ".weights.cost",
                        PATH + ".retry",
                        PATH + ".deadline",
                        PATH + ".priority",
                        PATH + ".startAt",
                        PATH + ".outputModes");
    }

    @Test
    void value_thatIsNoObjectIsRefused() {
        A2aException failure = catchThrowableOfType(A2aException.class, () -> RouteExtension.read(request("'cheap'")));
        assertThat(failure.violations()).containsExactly(new Violation(PATH, "\"cheap\" (expected: an object)"));
    }

    private static SendMessageRequest request(String json) {
        Value value =
                ProtoJson.read(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8), Value.getDefaultInstance());
        Message.Builder message = Message.newBuilder();
        message.getMetadataBuilder().putFields(Extensions.ROUTE, value);
        return SendMessageRequest.newBuilder().setMessage(message).build();
    }
}

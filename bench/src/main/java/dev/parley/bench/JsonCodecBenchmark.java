package dev.parley.bench;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import dev.parley.proto.a2a.v1.SendMessageRequest;
import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.json.ProtoJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.curioswitch.common.protobuf.json.MessageMarshaller;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What one message costs between bytes of JSON and protobuf: our codec, curiostack's and protobuf's own. Ours refuses
 * more (duplicates, half surrogate pairs, invalid UTF-8 everywhere), and does so inside the time measured here.
 *
 * <p>{@code java -cp bench/target/classes:$(cat bench/target/classpath.txt) org.openjdk.jmh.Main JsonCodecBenchmark}
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class JsonCodecBenchmark {
    private static final String REQUEST = "{\"message\":{\"messageId\":\"0190f5ab-1111-7abc-8def-000000000001\","
            + "\"contextId\":\"0190f5ab-2222-7abc-8def-000000000002\",\"role\":\"ROLE_USER\","
            + "\"parts\":[{\"text\":\"What will the weather be like in Oslo tomorrow? Should I take an umbrella?\"}]},"
            + "\"configuration\":{\"acceptedOutputModes\":[\"text/plain\"],\"returnImmediately\":false}}";

    private static final String TASK = "{\"task\":{\"id\":\"0190f5ab-3333-7abc-8def-000000000003\","
            + "\"contextId\":\"0190f5ab-2222-7abc-8def-000000000002\",\"status\":{\"state\":\"TASK_STATE_COMPLETED\","
            + "\"timestamp\":\"2026-11-21T10:15:30.123Z\"},"
            + "\"artifacts\":[{\"artifactId\":\"a-1\",\"name\":\"forecast\","
            + "\"parts\":[{\"text\":\"Rain in the morning, 7 °C, then dry. An umbrella until noon.\"},"
            + "{\"data\":{\"city\":\"Oslo\",\"celsius\":[6,7,9.5],"
            + "\"rain\":true}}]}],\"history\":[{\"messageId\":\"m-1\","
            + "\"role\":\"ROLE_USER\",\"parts\":[{\"text\":\"What will the weather be like in Oslo tomorrow?\"}]}]}}";

    /** Which message. */
    @Param({"request", "task"})
    public String kind = "request";

    private final JsonFormat.Parser jsonFormatParser = JsonFormat.parser().ignoringUnknownFields();
    private final JsonFormat.Printer jsonFormatPrinter = JsonFormat.printer().omittingInsignificantWhitespace();
    private final MessageMarshaller curiostack = MessageMarshaller.builder()
            .register(SendMessageRequest.getDefaultInstance())
            .register(StreamResponse.getDefaultInstance())
            .omittingInsignificantWhitespace(true)
            .ignoringUnknownFields(true)
            .build();

    private byte[] json = new byte[0];
    private Message message = SendMessageRequest.getDefaultInstance();

    @Setup
    public void prepare() {
        boolean request = kind.equals("request");
        json = (request ? REQUEST : TASK).getBytes(StandardCharsets.UTF_8);
        message = request
                ? ProtoJson.read(json, SendMessageRequest.getDefaultInstance())
                : ProtoJson.read(json, StreamResponse.getDefaultInstance());
    }

    @Benchmark
    public Message readParley() {
        return ProtoJson.readComplete(json, message);
    }

    @Benchmark
    public Message readCuriostack() throws IOException {
        Message.Builder builder = message.newBuilderForType();
        curiostack.mergeValue(json, builder);
        return builder.build();
    }

    @Benchmark
    public Message readJsonFormat() throws InvalidProtocolBufferException {
        Message.Builder builder = message.newBuilderForType();
        jsonFormatParser.merge(new String(json, StandardCharsets.UTF_8), builder);
        return builder.build();
    }

    @Benchmark
    public byte[] writeParley() {
        return ProtoJson.toBytes(message);
    }

    @Benchmark
    public byte[] writeCuriostack() throws IOException {
        return curiostack.writeValueAsBytes(message);
    }

    @Benchmark
    public byte[] writeJsonFormat() throws InvalidProtocolBufferException {
        return jsonFormatPrinter.print(message).getBytes(StandardCharsets.UTF_8);
    }
}

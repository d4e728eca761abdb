package dev.parley.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import dev.parley.proto.a2a.v1.SendMessageRequest;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.dialect.A2aVersion;
import dev.parley.proto.jsonrpc.A2aMethod;
import dev.parley.proto.jsonrpc.JsonRpcCalls;
import dev.parley.proto.jsonrpc.JsonRpcReplies;
import dev.parley.proto.jsonrpc.JsonRpcReply;
import dev.parley.proto.jsonrpc.JsonRpcRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
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
 * What a version of A2A costs on JSON-RPC, envelope included: a message read, a task of ten artifacts written and read, into
 * and from 1.0's messages. Beside it protobuf's JsonFormat for 1.0 alone, and Jackson: the same bytes into a tree and back, and
 * 1.0's JSON bound to records and back; it checks nothing and translates nothing.
 *
 * <p>{@code java -cp bench/target/classes:$(cat bench/target/classpath.txt) org.openjdk.jmh.Main DialectBenchmark -prof gc}
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class DialectBenchmark {
    /** Which version. */
    @Param({"V1_0", "V0_3"})
    public A2aVersion version = A2aVersion.V1_0;

    private final JsonMapper jackson = new JsonMapper();
    private final JsonFormat.Parser jsonFormatParser = JsonFormat.parser().ignoringUnknownFields();
    private final JsonFormat.Printer jsonFormatPrinter = JsonFormat.printer().omittingInsignificantWhitespace();
    private final Task task = Samples.task();
    private final SendMessageRequest message = Samples.message();

    private byte[] messageJson = new byte[0];
    private byte[] taskJson = new byte[0];
    private String messageOnly = "";
    private String taskOnly = "";
    private @Nullable Bound boundMessage;
    private @Nullable BoundTask boundTask;
    private JsonRpcRequest get =
            JsonRpcRequest.read(JsonRpcCalls.request("1", A2aMethod.LIST_TASKS, A2aMethod.LIST_TASKS.request()));

    @Setup
    public void prepare() throws IOException {
        messageJson = JsonRpcCalls.request("1", version, A2aMethod.SEND_MESSAGE, message);
        get = JsonRpcRequest.read(JsonRpcCalls.request(
                "1",
                version,
                A2aMethod.GET_TASK,
                dev.parley.proto.a2a.v1.GetTaskRequest.newBuilder().setId("t").build()));
        taskJson = JsonRpcReplies.result(get, task);
        messageOnly = jsonFormatPrinter.print(message);
        taskOnly = jsonFormatPrinter.print(task);
        boundMessage = jackson.readValue(messageOnly, Bound.class);
        boundTask = jackson.readValue(taskOnly, BoundTask.class);
    }

    @Benchmark
    public JsonRpcRequest messageRead() {
        return JsonRpcRequest.read(messageJson);
    }

    @Benchmark
    public byte[] messageWrite() {
        return JsonRpcCalls.request("1", version, A2aMethod.SEND_MESSAGE, message);
    }

    @Benchmark
    public JsonRpcReply taskRead() {
        return JsonRpcCalls.readReply(taskJson, version, A2aMethod.GET_TASK, "1");
    }

    @Benchmark
    public byte[] taskWrite() {
        return JsonRpcReplies.result(get, task);
    }

    @Benchmark
    public Message messageReadJsonFormat() throws InvalidProtocolBufferException {
        SendMessageRequest.Builder read = SendMessageRequest.newBuilder();
        jsonFormatParser.merge(messageOnly, read);
        return read.build();
    }

    @Benchmark
    public byte[] messageWriteJsonFormat() throws InvalidProtocolBufferException {
        return jsonFormatPrinter.print(message).getBytes(StandardCharsets.UTF_8);
    }

    @Benchmark
    public Message taskReadJsonFormat() throws InvalidProtocolBufferException {
        Task.Builder read = Task.newBuilder();
        jsonFormatParser.merge(taskOnly, read);
        return read.build();
    }

    @Benchmark
    public byte[] taskWriteJsonFormat() throws InvalidProtocolBufferException {
        return jsonFormatPrinter.print(task).getBytes(StandardCharsets.UTF_8);
    }

    @Benchmark
    public JsonNode messageReadJackson() throws IOException {
        return jackson.readTree(messageJson);
    }

    @Benchmark
    public byte[] taskReadAndWriteJackson() throws IOException {
        return jackson.writeValueAsBytes(jackson.readTree(taskJson));
    }

    /** As much of 1.0's JSON as is in these samples. */
    record Bound(BoundMessage message, BoundConfiguration configuration) {}

    record BoundConfiguration(List<String> acceptedOutputModes) {}

    record BoundMessage(String messageId, String contextId, String role, List<BoundPart> parts) {}

    record BoundPart(String text) {}

    record BoundTask(
            String id,
            String contextId,
            BoundStatus status,
            List<BoundArtifact> artifacts,
            List<BoundMessage> history) {}

    record BoundStatus(String state) {}

    record BoundArtifact(String artifactId, String name, List<BoundPart> parts) {}

    @Benchmark
    public Bound messageReadJacksonBinding() throws IOException {
        return jackson.readValue(messageOnly, Bound.class);
    }

    @Benchmark
    public BoundTask taskReadJacksonBinding() throws IOException {
        return jackson.readValue(taskOnly, BoundTask.class);
    }

    @Benchmark
    public byte[] messageWriteJacksonBinding() throws IOException {
        return jackson.writeValueAsBytes(boundMessage);
    }

    @Benchmark
    public byte[] taskWriteJacksonBinding() throws IOException {
        return jackson.writeValueAsBytes(boundTask);
    }
}

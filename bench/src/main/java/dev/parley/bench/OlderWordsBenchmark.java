package dev.parley.bench;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import dev.parley.proto.a2a.v1.SendMessageRequest;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.dialect.Faults;
import dev.parley.proto.dialect.v03.FileBytes;
import dev.parley.proto.dialect.v03.V03ProtoReader;
import dev.parley.proto.dialect.v03.V03ProtoWriter;
import dev.parley.proto.json.ProtoJson;
import dev.parley.proto.jsonrpc.JsonRpcReplies;
import dev.parley.proto.jsonrpc.JsonRpcRequest;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What the words cost that {@link DialectBenchmark} has not: 0.1 over JSON-RPC, which only callers speak, 0.3's protobuf
 * messages, as JSON over HTTP and in binary over gRPC, and 1.0's in binary. The same message and the same task.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class OlderWordsBenchmark {
    private static final FileBytes FILES = FileBytes.BASE64;

    private final SendMessageRequest message = Samples.message();
    private final Task task = Samples.task();
    private final byte[] v01 = ("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tasks/send\",\"params\":{"
                    + "\"id\":\"0190f5ab-1111-7abc-8def-000000000001\",\"sessionId\":\"0190f5ab-2222-7abc-8def-000000000002\","
                    + "\"acceptedOutputModes\":[\"text/plain\"],\"message\":{\"role\":\"user\",\"parts\":[{\"type\":\"text\","
                    + "\"text\":\"What will the weather be like in Oslo tomorrow?\"}]}}}")
            .getBytes(StandardCharsets.UTF_8);
    private final JsonRpcRequest v01Request = JsonRpcRequest.read(v01);
    private final byte[] messageJson = ProtoJson.toBytes(written(message));
    private final byte[] messageBinary = written(message).toByteArray();
    private final byte[] taskJson = ProtoJson.toBytes(new V03ProtoWriter(FILES).task(task));

    private final byte[] taskBinary = new V03ProtoWriter(FILES).task(task).toByteArray();

    private final byte[] ownMessage = message.toByteArray();
    private final byte[] ownTask = task.toByteArray();

    private static Message written(Message request) {
        return new V03ProtoWriter(FILES).request(request);
    }

    private static Message read(dev.parley.proto.a2a.v03.SendMessageRequest request) {
        Faults faults = new Faults();
        Message read = new V03ProtoReader(faults, FILES).request(request, "$");
        faults.refuse();
        return read;
    }

    @Benchmark
    public JsonRpcRequest messageReadV01() {
        return JsonRpcRequest.read(v01);
    }

    @Benchmark
    public byte[] taskWriteV01() {
        return JsonRpcReplies.result(v01Request, task);
    }

    @Benchmark
    public Message messageReadV03HttpJson() {
        return read(
                ProtoJson.readComplete(messageJson, dev.parley.proto.a2a.v03.SendMessageRequest.getDefaultInstance()));
    }

    @Benchmark
    public byte[] messageWriteV03HttpJson() {
        return ProtoJson.toBytes(written(message));
    }

    @Benchmark
    public Task taskReadV03HttpJson() {
        Faults faults = new Faults();
        Task read = new V03ProtoReader(faults, FILES)
                .task(ProtoJson.read(taskJson, dev.parley.proto.a2a.v03.Task.getDefaultInstance()), "$");
        faults.refuse();
        return read;
    }

    @Benchmark
    public byte[] taskWriteV03HttpJson() {
        return ProtoJson.toBytes(new V03ProtoWriter(FILES).task(task));
    }

    @Benchmark
    public Message messageReadV03Grpc() throws InvalidProtocolBufferException {
        return read(dev.parley.proto.a2a.v03.SendMessageRequest.parseFrom(messageBinary));
    }

    @Benchmark
    public byte[] messageWriteV03Grpc() {
        return written(message).toByteArray();
    }

    @Benchmark
    public Task taskReadV03Grpc() throws InvalidProtocolBufferException {
        Faults faults = new Faults();
        Task read = new V03ProtoReader(faults, FILES).task(dev.parley.proto.a2a.v03.Task.parseFrom(taskBinary), "$");
        faults.refuse();
        return read;
    }

    /** Over gRPC 1.0's messages are the mesh's own, so nothing is translated. */
    @Benchmark
    public Message messageReadV10Grpc() throws InvalidProtocolBufferException {
        return SendMessageRequest.parseFrom(ownMessage);
    }

    @Benchmark
    public byte[] messageWriteV10Grpc() {
        return message.toBuilder().build().toByteArray();
    }

    @Benchmark
    public Task taskReadV10Grpc() throws InvalidProtocolBufferException {
        return Task.parseFrom(ownTask);
    }

    @Benchmark
    public byte[] taskWriteV10Grpc() {
        return task.toBuilder().build().toByteArray();
    }

    @Benchmark
    public byte[] taskWriteV03Grpc() {
        return new V03ProtoWriter(FILES).task(task).toByteArray();
    }
}

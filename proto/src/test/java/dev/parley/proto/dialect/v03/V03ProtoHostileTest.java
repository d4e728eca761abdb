package dev.parley.proto.dialect.v03;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import dev.parley.proto.a2a.v03.A2aV03Proto;
import dev.parley.proto.a2a.v03.AgentCard;
import dev.parley.proto.a2a.v03.CreateTaskPushNotificationConfigRequest;
import dev.parley.proto.a2a.v03.GetTaskRequest;
import dev.parley.proto.a2a.v03.SendMessageRequest;
import dev.parley.proto.a2a.v03.StreamResponse;
import dev.parley.proto.dialect.Faults;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.json.ProtoJson;
import dev.parley.proto.json.RandomMessages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** What strangers send as 0.3: a message, or an error of the protocol's, never anything else. */
class V03ProtoHostileTest {
    private static final List<Message> TYPES = List.of(
            SendMessageRequest.getDefaultInstance(),
            StreamResponse.getDefaultInstance(),
            GetTaskRequest.getDefaultInstance(),
            CreateTaskPushNotificationConfigRequest.getDefaultInstance(),
            AgentCard.getDefaultInstance());
    private static final List<byte[]> GOLDEN = golden();

    @Property(tries = 2000)
    void anyMessage_isReadOrRefused(@ForAll long seed, @ForAll FileBytes files) {
        for (Message type : TYPES) {
            read(new RandomMessages(seed).next(type), files);
        }
    }

    @Property(tries = 2000)
    void mutatedBinary_isReadOrRefused(@ForAll long seed) {
        Random random = new Random(seed);
        Message type = TYPES.get(random.nextInt(TYPES.size()));
        byte[] bytes = mutated(new RandomMessages(seed).next(type).toByteArray(), random);
        Message parsed;
        try {
            parsed = type.getParserForType().parseFrom(bytes);
        } catch (InvalidProtocolBufferException notOurs) {
            return; // gRPC refuses what is no message at all
        }
        read(parsed, FileBytes.BASE64);
    }

    @Property(tries = 2000)
    void mutatedJson_isReadOrRefused(@ForAll long seed) {
        Random random = new Random(seed);
        byte[] json = mutated(GOLDEN.get(random.nextInt(GOLDEN.size())), random);
        for (Message type : TYPES) {
            try {
                read(ProtoJson.read(json, type), FileBytes.BASE64);
            } catch (A2aException refused) {
                assertThat(refused.code()).isIn(A2aErrorCode.PARSE_ERROR, A2aErrorCode.INVALID_PARAMS);
            }
        }
    }

    private static void read(Message message, FileBytes files) {
        Faults faults = new Faults();
        V03ProtoReader reader = new V03ProtoReader(faults, files);
        switch (message) {
            case StreamResponse event -> reader.event(event, "$");
            case AgentCard card -> V03ProtoCard.read(card, faults);
            default -> reader.request(message, "$");
        }
        try {
            faults.refuse();
        } catch (A2aException refused) {
            assertThat(refused.code()).isEqualTo(A2aErrorCode.INVALID_PARAMS);
            assertThat(refused.violations())
                    .allMatch(violation -> violation.path().startsWith("$"));
        }
    }

    private static byte[] mutated(byte[] bytes, Random random) {
        byte[] changed = Arrays.copyOf(bytes, random.nextInt(8) == 0 ? random.nextInt(bytes.length + 1) : bytes.length);
        for (int i = random.nextInt(4); i > 0 && changed.length > 0; i--) {
            changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
        }
        return changed;
    }

    private static List<byte[]> golden() {
        try (Stream<Path> files = Files.list(Path.of("src/test/resources/golden-v03-proto"))) {
            List<byte[]> all = files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .map(V03ProtoHostileTest::bytes)
                    .toList();
            assertThat(all)
                    .hasSizeGreaterThan(A2aV03Proto.getDescriptor()
                            .getServices()
                            .getFirst()
                            .getMethods()
                            .size());
            return all;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}

package dev.parley.proto.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every {@code golden/TYPE-CASE.txtpb} is a message, the {@code .json} beside it its one JSON form, byte for byte. A
 * change of either is a change on the wire.
 */
class GoldenFilesTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden");

    static List<String> cases() throws IOException {
        return Goldens.cases(GOLDEN, "");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void message_isWrittenAsTheGoldenFile(String name) throws IOException {
        assertThat(ProtoJson.toString(message(name))).isEqualTo(json(name));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void goldenFile_isReadAsTheMessage(String name) throws IOException {
        Message expected = message(name);
        byte[] json = Files.readAllBytes(GOLDEN.resolve(name + ".json"));
        assertThat(ProtoJson.read(json, expected.getDefaultInstanceForType())).isEqualTo(expected);
    }

    private static Message message(String name) throws IOException {
        Message prototype = MessageTypes.named(name.substring(0, name.indexOf('-')));
        Message.Builder builder = prototype.newBuilderForType();
        TextFormat.merge(Files.readString(GOLDEN.resolve(name + ".txtpb")), builder);
        return builder.build();
    }

    private static String json(String name) throws IOException {
        return Files.readString(GOLDEN.resolve(name + ".json")).stripTrailing();
    }
}

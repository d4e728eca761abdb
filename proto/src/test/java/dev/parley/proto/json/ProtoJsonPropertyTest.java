package dev.parley.proto.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The codec against itself and against protobuf's own, over messages of every type. */
class ProtoJsonPropertyTest {
    @Property(tries = 2000)
    void json_readsBackAsTheSameMessage(@ForAll("prototypes") Message prototype, @ForAll long seed) {
        Message message = new RandomMessages(seed).next(prototype);
        byte[] json = ProtoJson.toBytes(message);
        assertThat(ProtoJson.read(json, prototype))
                .as(() -> ProtoJson.toString(message))
                .isEqualTo(message);
    }

    @Property(tries = 1000)
    void json_meansTheSameToProtobufsOwnCodec(@ForAll("prototypes") Message prototype, @ForAll long seed)
            throws InvalidProtocolBufferException {
        Message message = RandomMessages.withoutMinusZero(seed).next(prototype);
        Message.Builder theirs = prototype.newBuilderForType();
        JsonFormat.parser().merge(ProtoJson.toString(message), theirs);
        assertThat(theirs.build()).isEqualTo(message);
        String theirJson = JsonFormat.printer().preservingProtoFieldNames().print(message);
        assertThat(ProtoJson.read(theirJson.getBytes(StandardCharsets.UTF_8), prototype))
                .isEqualTo(message);
    }

    @Property(tries = 500)
    void json_isTheSameAfterATripThroughBinary(@ForAll("prototypes") Message prototype, @ForAll long seed)
            throws IOException {
        Message message = new RandomMessages(seed).next(prototype);
        Message copy = prototype.getParserForType().parseFrom(message.toByteString());
        assertThat(ProtoJson.toBytes(copy)).isEqualTo(ProtoJson.toBytes(message));
    }

    @Provide
    Arbitrary<Message> prototypes() {
        return Arbitraries.of(MessageTypes.all());
    }
}

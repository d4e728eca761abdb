package dev.parley.proto.dialect.v03;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.parley.proto.a2a.v1.AgentCard;
import dev.parley.proto.dialect.Faults;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.json.ProtoJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever an agent of 0.3 has for a card, over gRPC or as JSON: refused, or a card that goes to 0.3 and comes back the same. */
class V03CardFuzzTest {
    static Stream<byte[]> cards() throws IOException {
        byte[] json = Files.readAllBytes(Path.of("src/test/resources/golden-v03/card-full.json"));
        AgentCard card = ofJson(ProtoJson.read(json, dev.parley.proto.a2a.v03json.AgentCard.getDefaultInstance()));
        byte[] binary =
                V03ProtoCard.write(card, card.getSupportedInterfacesList()).toByteArray();
        return Stream.of(json, binary);
    }

    @MethodSource("cards")
    @FuzzTest(maxDuration = "20s")
    void card_isUnderstoodOrRefused(byte[] bytes) throws IOException {
        try {
            understandOrRefuse(
                    dev.parley.proto.a2a.v03.AgentCard.parseFrom(bytes),
                    V03CardFuzzTest::ofBinary,
                    card -> V03ProtoCard.write(card, card.getSupportedInterfacesList()),
                    SayableCard::inProto);
        } catch (InvalidProtocolBufferException noMessage) {
            // gRPC's to refuse
        }
        try {
            understandOrRefuse(
                    ProtoJson.read(bytes, dev.parley.proto.a2a.v03json.AgentCard.getDefaultInstance()),
                    V03CardFuzzTest::ofJson,
                    card -> V03CardWriter.write(card, card.getSupportedInterfacesList()),
                    SayableCard::inJson);
        } catch (A2aException noCard) {
            assertThat(noCard.text()).isNotBlank();
        }
    }

    private static <V> void understandOrRefuse(
            V there, Function<V, AgentCard> read, Function<AgentCard, V> write, Function<AgentCard, AgentCard> said) {
        AgentCard card;
        try {
            card = read.apply(there);
        } catch (A2aException refused) {
            assertThat(refused.violations()).isNotEmpty();
            return;
        }
        assertThat(read.apply(write.apply(card))).isEqualTo(said.apply(card));
    }

    private static AgentCard ofBinary(dev.parley.proto.a2a.v03.AgentCard there) {
        Faults faults = new Faults();
        AgentCard card = V03ProtoCard.read(there, faults);
        faults.refuse();
        return card;
    }

    private static AgentCard ofJson(dev.parley.proto.a2a.v03json.AgentCard there) {
        Faults faults = new Faults();
        AgentCard card = new V03CardReader(faults).read(there);
        faults.refuse();
        return card;
    }
}

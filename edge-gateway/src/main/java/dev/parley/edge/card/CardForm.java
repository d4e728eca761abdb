package dev.parley.edge.card;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.parley.proto.a2a.v1.AgentCard;
import dev.parley.proto.a2a.v1.AgentInterface;
import dev.parley.proto.dialect.A2aVersion;
import dev.parley.proto.dialect.v03.V03CardWriter;
import dev.parley.proto.extension.Extensions;
import dev.parley.proto.json.ProtoJson;
import java.util.List;

/** The shapes a card goes out in. */
enum CardForm {
    V1_0 {
        @Override
        byte[] write(AgentCard card, V03GrpcAddress grpc) {
            return ProtoJson.toBytes(card);
        }
    },
    V0_3 {
        @Override
        byte[] write(AgentCard card, V03GrpcAddress grpc) {
            return ProtoJson.toBytes(
                    V03CardWriter.write(card, forV03(card, grpc).getSupportedInterfacesList()));
        }
    },
    /** The members of both. A reader of 1.0 ignores those of 0.3, unless it is strict, and the reverse. */
    DUAL {
        @Override
        byte[] write(AgentCard card, V03GrpcAddress grpc) {
            Struct.Builder both = object(V0_3.write(card, grpc)).toBuilder();
            addAll(both, object(V1_0.write(card, grpc)));
            return ProtoJson.toBytes(both.build());
        }
    };

    /**
     * @param card as {@link CardRewriter} makes it
     * @param grpc how 0.3's members say where gRPC is
     */
    abstract byte[] write(AgentCard card, V03GrpcAddress grpc);

    static CardForm of(A2aVersion version) {
        return switch (version) {
            case V1_0 -> V1_0;
            case V0_3 -> V0_3;
        };
    }

    /**
     * The card with the interfaces only that speak 0.3. The mesh speaks 0.3 wherever it speaks 1.0; but 0.3 has no tenant, so
     * where one must name the agent (over gRPC) it is not offered. Nor is our own binding: clients of 0.3 know three transports.
     */
    static AgentCard forV03(AgentCard card, V03GrpcAddress grpc) {
        String http = card.getSupportedInterfaces(0).getUrl();
        List<AgentInterface> speaking = card.getSupportedInterfacesList().stream()
                .filter(each -> each.getTenant().isEmpty())
                .filter(each -> !each.getProtocolBinding().equals(Extensions.WEBSOCKET_BINDING))
                .map(each -> each.getProtocolBinding().equals("GRPC")
                        ? each.toBuilder()
                                .setUrl(grpc.write(each.getUrl(), http))
                                .build()
                        : each)
                .toList();
        return card.toBuilder()
                .clearSupportedInterfaces()
                .addAllSupportedInterfaces(speaking)
                .build();
    }

    private static Struct object(byte[] json) {
        return ProtoJson.read(json, Struct.getDefaultInstance());
    }

    /** Objects of one name become one; of anything else the one that is added stays. */
    private static void addAll(Struct.Builder into, Struct added) {
        added.getFieldsMap().forEach((name, value) -> {
            Value held = into.getFieldsMap().get(name);
            if (held != null && held.hasStructValue() && value.hasStructValue()) {
                Struct.Builder merged = held.getStructValue().toBuilder();
                addAll(merged, value.getStructValue());
                into.putFields(name, Value.newBuilder().setStructValue(merged).build());
            } else {
                into.putFields(name, value);
            }
        });
    }
}

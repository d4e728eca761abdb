package dev.parley.task.rpc;

import com.google.protobuf.Timestamp;
import dev.parley.proto.task.v1.ListDeliveriesReply;
import dev.parley.proto.task.v1.WebhookDelivery;
import dev.parley.proto.time.ProtoTime;
import dev.parley.task.push.Delivery;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Deliveries as the wire has them; without secrets. */
final class DeliveryProto {
    private DeliveryProto() {}

    static ListDeliveriesReply reply(List<Delivery> deliveries) {
        ListDeliveriesReply.Builder reply = ListDeliveriesReply.newBuilder();
        deliveries.forEach(delivery -> reply.addDeliveries(of(delivery)));
        return reply.build();
    }

    static WebhookDelivery of(Delivery delivery) {
        WebhookDelivery.Builder shown = WebhookDelivery.newBuilder()
                .setConfigId(delivery.webhook().id())
                .setUrl(delivery.webhook().url())
                .setProtocolVersion(delivery.webhook().version())
                .setState(state(delivery.state()))
                .setDeliveredSequence(delivery.deliveredSequence())
                .setDelivered(delivery.delivered())
                .setFailedAttempts(delivery.failedAttempts())
                .setLastStatus(delivery.lastStatus())
                .setLastError(delivery.lastError());
        time(delivery.createdAt(), shown::setCreatedAt);
        time(delivery.dueAt(), shown::setNextAttemptAt);
        time(delivery.lastAttemptAt(), shown::setLastAttemptAt);
        return shown.build();
    }

    private static WebhookDelivery.State state(Delivery.State state) {
        return switch (state) {
            case OPEN -> WebhookDelivery.State.OPEN;
            case DONE -> WebhookDelivery.State.DONE;
            case GIVEN_UP -> WebhookDelivery.State.GIVEN_UP;
        };
    }

    private static void time(@Nullable Instant at, Consumer<Timestamp> set) {
        if (at != null) {
            set.accept(ProtoTime.of(at));
        }
    }
}

package dev.parley.task.export.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.task.export.EventSink;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.Test;

class KafkaSinkTest {
    /** Counts what the producer was asked to send. */
    public static final class Asked implements ProducerInterceptor<String, CloudEvent> {
        static final AtomicInteger records = new AtomicInteger();

        @Override
        public ProducerRecord<String, CloudEvent> onSend(ProducerRecord<String, CloudEvent> event) {
            records.incrementAndGet();
            return event;
        }

        @Override
        public void onAcknowledgement(RecordMetadata metadata, Exception exception) {
            // nothing comes so far
        }

        @Override
        public void close() {
            // holds nothing
        }

        @Override
        public void configure(Map<String, ?> settings) {
            // has none
        }
    }

    @Test
    void eventThatIsNotTaken_letsNoneBehindItGo() throws Exception {
        int nobody;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = socket.getLocalPort();
        }
        EventSink sink = new KafkaSink(new KafkaSinkConfig(
                "127.0.0.1:" + nobody,
                "events",
                Duration.ofSeconds(5),
                Map.of("max.block.ms", "100", "interceptor.classes", Asked.class.getName())));
        try (EventSink.Connection connection = sink.open()) {
            assertThatThrownBy(() -> connection.send(List.of(event(1), event(2), event(3))))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("127.0.0.1:" + nobody);
        }
        assertThat(Asked.records).hasValue(1);
    }

    private static EventSink.Keyed event(int number) {
        return new EventSink.Keyed(
                "task",
                CloudEventBuilder.v1()
                        .withId("task/" + number)
                        .withType("test")
                        .withSource(URI.create("/test"))
                        .build());
    }
}

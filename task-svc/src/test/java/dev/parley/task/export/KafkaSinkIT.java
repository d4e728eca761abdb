package dev.parley.task.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.task.export.kafka.KafkaSinks;
import io.cloudevents.CloudEvent;
import io.cloudevents.kafka.CloudEventDeserializer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Export to a real Kafka broker, which is killed and comes back. */
class KafkaSinkIT extends ExportFixture {
    private static final String TOPIC = "events";
    private final Told told = new Told();
    private final Map<String, Integer> partitions = new HashMap<>();

    @TempDir
    Path folder;

    @Test
    void brokerThatIsKilled_getsEverythingAndEachTaskInOrder() throws Exception {
        try (KafkaBroker broker = KafkaBroker.start(folder)) {
            broker.createTopic(TOPIC, 4);
            EventSink sink = KafkaSinks.sink(broker.address(), TOPIC, Duration.ofSeconds(2));
            try (EventExport export = export(config(1_000_000), List.of(sink), List.of())) {
                writeTasks(4, 3, 4);
                await("the first are there", () -> exported(export) >= 12);
                Thread killer = Thread.startVirtualThread(() -> {
                    try {
                        broker.kill();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
                // intake does not notice
                writeTasks(4, 5, 4);
                killer.join();
                writeTasks(4, 2, 4);
                await("lag is told", () -> export.sinks().getFirst().failingSince() != null);
                assertThat(export.sinks().getFirst().lastError()).contains(broker.address());
                broker.startAgain();
                await("nothing is left", () -> export.sinks().getFirst().lag() == 0);
            }
            // and an exporter that comes after the first goes on where that was
            try (EventExport export = export(config(1_000_000), List.of(sink), List.of())) {
                writeTasks(2, 2, 2);
                await("nothing is left", () -> export.sinks().getFirst().lag() == 0);
            }
            consume(broker.address());
        }
        told.requireAll(written);
    }

    private static long exported(EventExport export) {
        return export.sinks().getFirst().exported();
    }

    private void consume(String address) {
        Map<String, Object> settings =
                Map.of("bootstrap.servers", address, "group.id", "test", "auto.offset.reset", "earliest");
        try (KafkaConsumer<String, CloudEvent> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new CloudEventDeserializer())) {
            consumer.subscribe(List.of(TOPIC));
            await("all are read", () -> {
                consumer.poll(Duration.ofMillis(200)).forEach(this::hear);
                return told.has(written);
            });
        }
    }

    private void hear(ConsumerRecord<String, CloudEvent> message) {
        CloudEvent event = message.value();
        assertThat(message.key()).isEqualTo(event.getSubject());
        assertThat(partitions.computeIfAbsent(message.key(), unused -> message.partition()))
                .isEqualTo(message.partition());
        assertThat(event.getId()).startsWith(event.getSubject() + "/");
        assertThat(event.getDataSchema())
                .hasToString("https://parley.dev/schemas/parley.events.v1.TaskCancelRequested");
        told.add(
                event.getSubject(),
                Long.parseLong(event.getExtension("sequence").toString()),
                event.getType());
    }
}

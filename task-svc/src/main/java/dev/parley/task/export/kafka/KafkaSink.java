package dev.parley.task.export.kafka;

import dev.parley.task.export.EventSink;
import io.cloudevents.CloudEvent;
import io.cloudevents.kafka.CloudEventSerializer;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Events to Kafka in the binary mode of CloudEvents' Kafka binding: attributes as headers {@code ce_…}, data as the value, the task's id as
 * the key and so as the partition. The producer is idempotent and never gives a record up by itself, so that a partition gets what
 * was sent without a hole and in order; what takes too long ends the producer, and everything not recorded is sent again by another.
 */
@Singleton
@Requires(property = "parley.task.export.kafka.bootstrap-servers")
final class KafkaSink implements EventSink {
    private static final int MAX_BLOCK_MILLIS = 10_000;
    private static final int REQUEST_MILLIS = 10_000;

    private final KafkaSinkConfig config;

    KafkaSink(KafkaSinkConfig config) {
        this.config = config;
    }

    @Override
    public String name() {
        return "kafka";
    }

    @Override
    public Connection open() throws IOException {
        try {
            return new Sending(new KafkaProducer<>(settings(), new StringSerializer(), new CloudEventSerializer()));
        } catch (KafkaException e) {
            throw new IOException("Kafka's producer cannot be made: " + reason(e), e);
        }
    }

    private Map<String, Object> settings() {
        Map<String, Object> settings = new HashMap<>(config.properties());
        settings.putIfAbsent(ProducerConfig.CLIENT_ID_CONFIG, "parley-export");
        settings.putIfAbsent(ProducerConfig.MAX_BLOCK_MS_CONFIG, MAX_BLOCK_MILLIS);
        settings.putIfAbsent(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_MILLIS);
        settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, config.bootstrapServers());
        // the order of events hangs on these
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.MAX_VALUE);
        // a broker that does not know the producer yet takes whichever of its requests comes first
        settings.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
        return settings;
    }

    private static String reason(Throwable e) {
        return e.getMessage() + (e.getCause() == null ? "" : ": " + e.getCause().getMessage());
    }

    private final class Sending implements Connection {
        private final KafkaProducer<String, CloudEvent> producer;

        Sending(KafkaProducer<String, CloudEvent> producer) {
            this.producer = producer;
        }

        @Override
        public void send(List<Keyed> events) throws IOException, InterruptedException {
            List<Future<?>> acknowledgements = new ArrayList<>(events.size());
            try {
                for (Keyed keyed : events) {
                    Future<?> sent = producer.send(new ProducerRecord<>(config.topic(), keyed.key(), keyed.event()));
                    if (sent.isDone()) {
                        // one that it did not take at all is not thrown but returned: those behind it must not go
                        // without it
                        sent.get();
                    }
                    acknowledgements.add(sent);
                }
                for (Future<?> acknowledgement : acknowledgements) {
                    acknowledgement.get(config.ackTimeout().toMillis(), TimeUnit.MILLISECONDS);
                }
            } catch (TimeoutException e) {
                throw new IOException(
                        "Kafka at " + config.bootstrapServers() + " has not acknowledged events for "
                                + config.ackTimeout().toSeconds() + " s",
                        e);
            } catch (ExecutionException | KafkaException e) {
                throw new IOException("Kafka at " + config.bootstrapServers() + ": " + reason(e), e);
            }
        }

        @Override
        public void close() {
            // at once: what was not acknowledged is not sent any more
            producer.close(Duration.ZERO);
        }
    }
}

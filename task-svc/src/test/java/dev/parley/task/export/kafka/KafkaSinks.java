package dev.parley.task.export.kafka;

import dev.parley.task.export.EventSink;
import java.time.Duration;
import java.util.Map;

/** Makes the sink as its bean does. */
public final class KafkaSinks {
    private KafkaSinks() {}

    public static EventSink sink(String servers, String topic, Duration ackTimeout) {
        return new KafkaSink(new KafkaSinkConfig(
                servers, topic, ackTimeout, Map.of("max.block.ms", "2000", "reconnect.backoff.max.ms", "200")));
    }
}

package dev.parley.kit.life;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MemoryPressureTest {
    @Test
    void heapThatIsFullOfWhatIsInUse_isToldAndIsToldOverWhenItIs() throws Exception {
        // beside each other: each waits for the collection that comes after a while
        Map<String, Process> heaps = new LinkedHashMap<>();
        for (String collector : new String[] {"-XX:+UseSerialGC", "-XX:+UseG1GC", "-XX:+UseParallelGC"}) {
            heaps.put(collector, start(collector));
        }
        for (Map.Entry<String, Process> heap : heaps.entrySet()) {
            String said = new String(heap.getValue().getInputStream().readAllBytes(), UTF_8);
            assertThat(heap.getValue().waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(said.lines().filter(line -> line.startsWith("empty") || line.startsWith("full")))
                    .as(heap.getKey() + ": " + said)
                    .containsExactly("empty false", "full true", "empty false");
        }
    }

    @Test
    void servicesOfOneProcess_shareItAndItsGauge() {
        MeterRegistry ofTheProcess = new SimpleMeterRegistry();
        MemoryPressure first = new MemoryPressure.Beans().memory(ofTheProcess);
        MemoryPressure second = new MemoryPressure.Beans().memory(ofTheProcess);
        assertThat(second).isSameAs(first);
        assertThat(ofTheProcess.find("parley.memory.high").gauges())
                .singleElement()
                .satisfies(gauge -> assertThat(gauge.value()).isZero());
    }

    private static Process start(String collector) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        collector,
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        FullHeap.class.getName())
                .redirectErrorStream(true)
                .start();
    }
}

package dev.parley.router.outbound.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.parley.router.outbound.CallFailed;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever bytes an agent streams: the same events however they are cut, none beyond the limit. */
class SseDecoderFuzzTest {
    private static final int MAX_EVENT_BYTES = 64;

    static Stream<byte[]> streams() {
        return Stream.of(
                        "data: {}\n\n",
                        ": beat\n\ndata:a\r\ndata: b\r\n\r\n",
                        "\uFEFFid: 1\rdata: x\r\rretry: 3\n",
                        "data\n\n")
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("streams")
    @FuzzTest(maxDuration = "20s")
    void events_doNotDependOnTheCuts(byte[] stream) {
        List<String> whole = events(stream, Math.max(1, stream.length));

        assertThat(whole).allSatisfy(event -> assertThat(event.length()).isLessThanOrEqualTo(MAX_EVENT_BYTES));
        assertThat(events(stream, 1)).isEqualTo(whole);
        assertThat(events(stream, 3)).isEqualTo(whole);
    }

    /** The events before the end, or before one that is too long. */
    private static List<String> events(byte[] stream, int cut) {
        SseDecoder decoder = new SseDecoder(MAX_EVENT_BYTES);
        List<String> events = new ArrayList<>();
        try {
            for (int from = 0; from < stream.length; from += cut) {
                decoder.feed(Arrays.copyOfRange(stream, from, Math.min(stream.length, from + cut)));
            }
        } catch (CallFailed tooLong) {
            events.add("too long");
        }
        for (byte[] event = decoder.poll(); event != null; event = decoder.poll()) {
            events.add(new String(event, StandardCharsets.ISO_8859_1));
        }
        return events;
    }
}

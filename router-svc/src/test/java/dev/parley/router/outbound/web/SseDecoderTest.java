package dev.parley.router.outbound.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.router.outbound.CallFailed;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SseDecoderTest {
    private static List<String> decode(String... chunks) throws CallFailed {
        SseDecoder decoder = new SseDecoder(1000);
        List<String> events = new ArrayList<>();
        for (String chunk : chunks) {
            decoder.feed(chunk.getBytes(StandardCharsets.UTF_8));
            byte[] event = decoder.poll();
            while (event != null) {
                events.add(new String(event, StandardCharsets.UTF_8));
                event = decoder.poll();
            }
        }
        return events;
    }

    @Test
    void lines_mayEndInThreeWays() throws CallFailed {
        assertThat(decode("data: a\n\ndata: b\r\n\r\ndata: c\r\r")).containsExactly("a", "b", "c");
    }

    @Test
    void carriageReturnAndLineFeed_mayArriveApart() throws CallFailed {
        assertThat(decode("data: a\r", "\n\r", "\ndata: b\r\n", "\r\n")).containsExactly("a", "b");
    }

    @Test
    void severalDataLines_areJoined() throws CallFailed {
        assertThat(decode("data: {\ndata:  \"a\"\ndata\ndata:}\n\n")).containsExactly("{\n \"a\"\n\n}");
    }

    @Test
    void otherFieldsCommentsAndEmptyEvents_areSkipped() throws CallFailed {
        assertThat(decode(": hi\nevent: x\nid: 1\nretry: 5\ndatas: no\n\n\n\ndata: a\n\n"))
                .containsExactly("a");
    }

    @Test
    void byteOrderMark_isSkippedAtTheStart() throws CallFailed {
        assertThat(decode("\uFEFFdata: a\n\n")).containsExactly("a");
    }

    @Test
    void eventWithoutItsBlankLine_isNoEvent() throws CallFailed {
        assertThat(decode("data: a\n")).isEmpty();
    }

    @Test
    void eventOverTheLimit_isRefusedEvenInManyLines() {
        assertThatThrownBy(() -> decode("data: " + "x".repeat(1000))).hasMessageContaining("larger than 1000 bytes");
        assertThatThrownBy(() -> decode(("data: " + "x".repeat(100) + "\n").repeat(11)))
                .isInstanceOf(CallFailed.class);
    }

    @Property
    void cutsAnywhere_changeNothing(@ForAll @Size(max = 12) List<@IntRange(max = 90) Integer> cuts) throws CallFailed {
        byte[] bytes = ": c\r\ndata: one\r\ndata: more\r\n\r\ndata:zwei ü €\n\nid: 3\rdata: three\r\rdata: four\n\n"
                .getBytes(StandardCharsets.UTF_8);
        SseDecoder decoder = new SseDecoder(1000);
        List<String> events = new ArrayList<>();
        int from = 0;
        List<Integer> borders = new ArrayList<>(cuts.stream().sorted().toList());
        borders.add(bytes.length);
        for (int border : borders) {
            int to = Math.min(border, bytes.length);
            decoder.feed(Arrays.copyOfRange(bytes, from, to));
            from = to;
            byte[] event = decoder.poll();
            while (event != null) {
                events.add(new String(event, StandardCharsets.UTF_8));
                event = decoder.poll();
            }
        }

        assertThat(events).containsExactly("one\nmore", "zwei ü €", "three", "four");
    }
}

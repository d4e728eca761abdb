package dev.parley.task.taskfile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.parley.task.journal.TaskKey;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.params.provider.MethodSource;

/** Files of anybody are refused with a sentence, or are the journal of a task. */
class TaskFileFuzzTest {
    static Stream<byte[]> files() throws IOException {
        List<String> lines = SampleFile.lines(SampleFile.whole());
        return Stream.of(
                String.join("", lines).getBytes(UTF_8),
                (lines.get(0) + lines.get(3)).getBytes(UTF_8),
                "{\"parley_task\":1}".getBytes(UTF_8));
    }

    /** Packed here: nobody finds a checksum by chance. */
    @MethodSource("files")
    @FuzzTest(maxDuration = "30s")
    void file_isTakenOrRefused(byte[] text) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(text);
        }
        JournalCheck check = null;
        try (TaskFileReader reader = new TaskFileReader(new ByteArrayInputStream(packed.toByteArray()), 1 << 20)) {
            FiledTask facts = reader.header().task();
            check = new JournalCheck(new TaskKey("here", facts.id()), facts, 1 << 20);
            for (FiledEntry entry = reader.next(); entry != null; entry = reader.next()) {
                check.take(entry);
            }
            check.requireWhole();
        } catch (TaskFileException refused) {
            assertThat(refused.getMessage()).isNotBlank();
            return;
        }
        assertThat(check.folded().getId()).isNotEmpty();
    }
}

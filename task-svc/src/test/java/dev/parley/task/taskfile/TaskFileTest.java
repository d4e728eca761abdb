package dev.parley.task.taskfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.task.journal.TaskKey;
import dev.parley.task.lifecycle.TaskState;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is read is what was written, or is told. */
class TaskFileTest {
    private static List<FiledEntry> read(byte[] file) throws IOException, TaskFileException {
        return read(file, 1 << 20);
    }

    private static List<FiledEntry> read(byte[] file, long maxBytes) throws IOException, TaskFileException {
        List<FiledEntry> entries = new ArrayList<>();
        try (TaskFileReader reader = new TaskFileReader(new ByteArrayInputStream(file), maxBytes)) {
            FiledTask facts = reader.header().task();
            JournalCheck check = new JournalCheck(new TaskKey("here", facts.id()), facts, 1 << 20);
            for (FiledEntry entry = reader.next(); entry != null; entry = reader.next()) {
                check.take(entry);
                entries.add(entry);
            }
            check.requireWhole();
        }
        return entries;
    }

    private static String refusal(byte[] file) {
        try {
            read(file);
        } catch (TaskFileException e) {
            return e.getMessage();
        } catch (IOException e) {
            throw new AssertionError("an error of the disk, not of the file", e);
        }
        throw new AssertionError("taken");
    }

    private static String refusal(List<FiledEntry> entries) throws IOException {
        return refusal(SampleFile.write(SampleFile.facts(entries.size()), entries));
    }

    @Test
    void fileThatWasWritten_isRead() throws Exception {
        assertThat(read(SampleFile.whole()))
                .containsExactly(
                        SampleFile.accepted(),
                        SampleFile.status(2, TaskState.WORKING),
                        SampleFile.status(3, TaskState.COMPLETED));
    }

    @Test
    void fileCutOffAnywhere_isRefused() throws Exception {
        byte[] whole = SampleFile.whole();
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> read(cut)).as("at %d", length).isInstanceOf(TaskFileException.class);
        }
        List<String> lines = SampleFile.lines(whole);
        for (int kept = 0; kept < lines.size(); kept++) {
            assertThat(refusal(SampleFile.packed(lines.subList(0, kept))))
                    .contains("cut off before line " + (kept + 1));
        }
    }

    @Test
    void fileWithAnyByteAltered_isRefused_orStillTheSame() throws Exception {
        byte[] whole = SampleFile.whole();
        List<FiledEntry> entries = read(whole);
        for (int i = 0; i < whole.length; i++) {
            byte[] altered = whole.clone();
            altered[i] ^= 0x10;
            try {
                assertThat(read(altered)).as("byte %d", i).isEqualTo(entries);
            } catch (TaskFileException told) {
                assertThat(told.getMessage()).isNotBlank();
            }
        }
    }

    @Test
    void lineAltered_isToldByTheChecksum() throws Exception {
        List<String> lines = SampleFile.lines(SampleFile.whole());
        lines.set(0, lines.get(0).replace("\"subject\":\"s\"", "\"subject\":\"r\""));
        assertThat(refusal(SampleFile.packed(lines))).contains("altered");
        assertThat(read(SampleFile.signed(lines))).hasSize(3); // a checksum is no signature
        lines.remove(2);
        assertThat(refusal(SampleFile.packed(lines))).contains("line 3 has number 3 (expected: 2)");
        List<String> behind = SampleFile.lines(SampleFile.whole());
        behind.add("{}\n");
        assertThat(refusal(SampleFile.packed(behind))).contains("stands behind the end");
    }

    @Test
    void whatIsNoFileOfOurs_isRefused() throws Exception {
        assertThat(refusal("plain".getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                .contains("not packed with gzip");
        assertThat(refusal(SampleFile.packed(List.of("{\"parley_archive\":1}\n"))))
                .contains("no exported task");
        assertThat(refusal(SampleFile.packed(List.of("[1]\n")))).contains("line 1 is no JSON object");
        List<String> lines = SampleFile.lines(SampleFile.whole());
        lines.set(0, lines.get(0).replace("\"parley_task\":1", "\"parley_task\":2"));
        assertThat(refusal(SampleFile.signed(lines))).contains("of format 2 (expected: format 1");
        for (String[] wrong : new String[][] {
            {"\"id\":\"019", "\"id\":\"x19"},
            {"COMPLETED", "DONE"},
            {"\"created_at\":\"2025", "\"created_at\":\"20250"},
            {"\"subject\":\"s\"", "\"subject\":7"},
            {"\"subject\":\"s\"", "\"subject\":\"\\u0000\""}
        }) {
            List<String> spoilt = SampleFile.lines(SampleFile.whole());
            spoilt.set(0, spoilt.get(0).replace(wrong[0], wrong[1]));
            assertThat(refusal(SampleFile.signed(spoilt))).as(wrong[1]).contains("line 1 has");
        }
    }

    @Test
    void fileBeyondTheLimits_isRefused() throws Exception {
        byte[] whole = SampleFile.whole();
        assertThatThrownBy(() -> read(whole, 500))
                .isInstanceOf(TaskFileException.class)
                .hasMessageContaining("larger than 500 bytes");
        List<String> lines = SampleFile.lines(whole);
        lines.set(1, "{\"seq\":1,\"payload\":\"" + "A".repeat(TaskFileReader.MAX_LINE_BYTES) + "\"}\n");
        byte[] long1 = SampleFile.signed(lines);
        assertThatThrownBy(() -> read(long1, 1L << 30)).hasMessageContaining("line 2 is too long");
    }

    @Test
    void entriesThatNoTaskHas_areRefused() throws Exception {
        FiledEntry accepted = SampleFile.accepted();
        FiledEntry completed = SampleFile.status(2, TaskState.COMPLETED);
        assertThat(refusal(List.of(SampleFile.status(1, TaskState.COMPLETED)))).contains("no accepted message");
        assertThat(refusal(List.of(accepted, completed, SampleFile.status(3, TaskState.FAILED))))
                .contains("entry 3 stands behind the task's end");
        assertThat(refusal(List.of(accepted, completed, with(accepted, 3)))).contains("behind the task's end");
        assertThat(refusal(List.of(accepted, SampleFile.status(2, TaskState.WORKING))))
                .contains("is WORKING");
        assertThat(refusal(List.of(accepted, SampleFile.status(2, TaskState.FAILED))))
                .contains("line 1 says COMPLETED, the entries make it FAILED");
        assertThat(refusal(List.of(accepted, new FiledEntry(2, 99, 1, new byte[0], SampleFile.AT))))
                .contains("entry 2 of kind 99 cannot be read");
        assertThat(refusal(List.of(accepted, new FiledEntry(2, 3, 2, new byte[0], SampleFile.AT))))
                .contains("entry 2 is of format 2");
        assertThat(refusal(List.of(accepted, new FiledEntry(2, 3, 1, new byte[] {(byte) 0xff}, SampleFile.AT))))
                .contains("entry 2 of kind 3 cannot be read");
        FiledTask other = new FiledTask(
                SampleFile.ID, "t", "s", "agent", "other", TaskState.COMPLETED, true, SampleFile.AT, SampleFile.AT, 2);
        assertThat(refusal(SampleFile.write(other, List.of(accepted, completed))))
                .contains("of another task, context");
    }

    private static FiledEntry with(FiledEntry entry, long sequence) {
        return new FiledEntry(sequence, entry.kind(), entry.format(), entry.payload(), entry.at());
    }
}

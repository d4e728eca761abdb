package dev.parley.task.push;

import com.google.protobuf.Message;
import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.dialect.A2aVersion;
import dev.parley.proto.dialect.v01.V01JsonWriter;
import dev.parley.proto.dialect.v03.V03JsonWriter;
import dev.parley.proto.json.ProtoJson;
import dev.parley.task.journal.Entry;
import dev.parley.task.lifecycle.TaskFold;
import dev.parley.task.running.TaskFeed;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What is posted, in the version of the webhook. One reader's; not safe for threads. */
sealed interface WebhookBodies {
    String contentType();

    /** The task as it is. */
    byte[] opening(Task task);

    /**
     * The body for an entry; empty where nothing is to be posted.
     *
     * @param followed more entries are there already
     */
    Optional<byte[]> of(Entry entry, boolean followed);

    /**
     * @param version of the webhook, Major.Minor
     * @param name the caller's own id of the task; asked for by 0.1 alone
     * @param fold the task up to where the webhook has come; asked for once, and only by those who need it
     */
    static WebhookBodies of(String version, Supplier<String> name, Supplier<TaskFold> fold) {
        if (version.equals(V01JsonWriter.VERSION)) {
            return new Tasks(new V01JsonWriter(name.get())::task, fold);
        }
        return switch (A2aVersion.of(version).orElse(A2aVersion.V1_0)) {
            case V1_0 -> new Events();
            case V0_3 -> new Tasks(V03JsonWriter::answer, fold);
        };
    }

    /** 1.0 (§4.3.3): each event as a stream has it. */
    final class Events implements WebhookBodies {
        @Override
        public String contentType() {
            return "application/a2a+json";
        }

        @Override
        public byte[] opening(Task task) {
            return ProtoJson.toBytes(StreamResponse.newBuilder().setTask(task).build());
        }

        @Override
        public Optional<byte[]> of(Entry entry, boolean followed) {
            return entry.shown().map(ProtoJson::toBytes);
        }
    }

    /** 0.3 and before: the whole task, as each event left it. */
    final class Tasks implements WebhookBodies {
        private final Function<Task, Message> words;
        private final Supplier<TaskFold> start;
        private @Nullable TaskFold fold;

        Tasks(Function<Task, Message> words, Supplier<TaskFold> start) {
            this.words = words;
            this.start = start;
        }

        @Override
        public String contentType() {
            return "application/json";
        }

        @Override
        public byte[] opening(Task task) {
            fold = TaskFold.of(task);
            return json(task);
        }

        /**
         * An artifact's update goes with what follows it: the next task holds it too, and a task with many artifacts would be
         * posted once for each of their chunks. A bare message has no task around it.
         */
        @Override
        public Optional<byte[]> of(Entry entry, boolean followed) {
            TaskFold folded = fold == null ? start.get() : fold;
            fold = folded;
            TaskFeed.apply(folded, entry);
            return entry.shown()
                    .filter(shown -> !shown.hasMessage() && !(shown.hasArtifactUpdate() && followed))
                    .map(shown -> json(folded.toTask()));
        }

        private byte[] json(Task task) {
            return ProtoJson.toBytes(words.apply(task));
        }
    }
}

import io.a2a.spec.Artifact;
import io.a2a.spec.Part;
import io.a2a.spec.Task;
import io.a2a.spec.TextPart;
import java.util.List;
import java.util.Objects;

/** What is read out of answers and errors, and compared. */
final class Expect {
    private Expect() {}

    static String textOf(Task task) {
        var text = new StringBuilder();
        for (Artifact artifact : Objects.requireNonNullElse(task.getArtifacts(), List.<Artifact>of())) {
            text.append(textOf(artifact.parts()));
        }
        return text.toString();
    }

    static String textOf(List<Part<?>> parts) {
        var text = new StringBuilder();
        for (Part<?> part : parts) {
            if (part instanceof TextPart words) {
                text.append(words.getText());
            }
        }
        return text.toString();
    }

    /** An error and all its causes, by class and message. */
    static String said(Throwable error) {
        var text = new StringBuilder();
        for (Throwable each = error; each != null; each = each.getCause()) {
            text.append(text.isEmpty() ? "" : " <- ")
                    .append(each.getClass().getSimpleName())
                    .append(": ")
                    .append(each.getMessage());
        }
        return text.toString();
    }

    static void equal(Object got, Object expected) {
        holds(Objects.equals(got, expected), got + " (expected: " + expected + ")");
    }

    static void holds(boolean condition, String otherwise) {
        if (!condition) {
            throw new AssertionError(otherwise);
        }
    }
}

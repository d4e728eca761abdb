package dev.parley.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Files of tasks over REST: whole or told. */
class TaskFileTest {
    private static EdgeFixture edge;

    @BeforeAll
    static void start() throws Exception {
        edge = new EdgeFixture(Map.of("parley.edge.max-body-bytes", 6_000_000));
    }

    @AfterAll
    static void stop() {
        edge.close();
    }

    private static HttpResponse<String> upload(String query, byte[] file, String type)
            throws IOException, InterruptedException {
        return edge.send(edge.request("/api/v1/tasks/import" + query)
                .header("Content-Type", type)
                .POST(BodyPublishers.ofByteArray(file)));
    }

    @Test
    void export_isADownload() throws Exception {
        HttpResponse<String> file = edge.get("/api/v1/tasks/t1/export");
        assertThat(file.statusCode()).isEqualTo(200);
        assertThat(file.body()).hasSize(ScriptedTaskFiles.PARTS << 16);
        assertThat(file.headers().firstValue("Content-Type")).contains("application/gzip");
        assertThat(file.headers().firstValue("Content-Disposition"))
                .contains("attachment; filename=\"task-t1.jsonl.gz\"");
        assertThat(edge.get("/api/v1/tasks/none/export").statusCode()).isEqualTo(404);
    }

    @Test
    void exportThatBreaksOff_isNoWholeDownload() {
        assertThatThrownBy(() -> edge.get("/api/v1/tasks/broken/export")).isInstanceOf(IOException.class);
    }

    @Test
    void upload_isHandedOnWhole() throws Exception {
        HttpResponse<String> large = upload("", new byte[5_000_000], "application/gzip");
        assertThat(large.statusCode()).as(large.body()).isEqualTo(201);
        assertThat(large.body()).isEqualTo("{\"taskId\":\"local\",\"entries\":\"5000000\"}");
        assertThat(large.headers().firstValue("Location").orElseThrow()).endsWith("/api/v1/tasks/local");
        HttpResponse<String> again = upload("?keepOwner=true", new byte[5], "application/octet-stream");
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(again.body()).contains("\"taskId\":\"local-kept\"").contains("\"alreadyThere\":true");
        assertThat(upload("", new byte[0], "application/gzip").body()).isEqualTo("{\"taskId\":\"local\"}");
    }

    @Test
    void upload_isRefusedWithTheReason() throws Exception {
        byte[] refused = new byte[3_000_000];
        refused[0] = 'n';
        refused[1] = 'o';
        HttpResponse<String> exists = upload("", refused, "application/gzip");
        assertThat(exists.statusCode()).isEqualTo(409);
        assertThat(exists.body()).contains("TASK_EXISTS");
        assertThat(upload("", new byte[6_000_001], "application/gzip").statusCode())
                .isEqualTo(413);
        assertThat(upload("", new byte[5], "text/plain").statusCode()).isEqualTo(415);
        assertThat(upload("?keepOwner=maybe", new byte[5], "application/gzip").statusCode())
                .isEqualTo(422);
    }
}

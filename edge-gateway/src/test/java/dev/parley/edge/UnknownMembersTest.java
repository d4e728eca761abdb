package dev.parley.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.proto.json.ProtoJson;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A member that no message has, from a caller of a newer dialect than ours: ignored and counted, whatever it speaks. */
final class UnknownMembersTest {
    private static EdgeFixture edge;

    @BeforeAll
    static void start() {
        edge = EdgeFixture.start();
    }

    @AfterAll
    static void stop() {
        edge.close();
    }

    /** What the process has counted, in total. */
    private static double total() throws Exception {
        return edge.management("/metrics")
                .lines()
                .filter(line -> line.startsWith("parley_json_unknown_members_total"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .findFirst()
                .orElseThrow();
    }

    /** @param name of the member, which stands in a message, in a part and beside the message */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "newIn10  | /agents/echo | 1.0 | {'jsonrpc':'2.0','id':1,'method':'SendMessage','params':{'message':"
                        + "{'messageId':'m','role':'ROLE_USER','parts':[{'text':'x',NEW}],NEW},NEW}}",
                "newIn03  | /agents/echo | ''  | {'jsonrpc':'2.0','id':1,'method':'message/send','params':{'message':"
                        + "{'kind':'message','messageId':'m','role':'user','parts':[{'kind':'text','text':'x',NEW}],NEW},NEW}}",
                "newIn02  | /agents/echo | ''  | {'jsonrpc':'2.0','id':1,'method':'message/send','params':{'message':"
                        + "{'messageId':'m','role':'user','parts':[{'kind':'text','text':'x',NEW}],NEW},NEW}}",
                "newIn01  | /agents/echo | ''  | {'jsonrpc':'2.0','id':1,'method':'tasks/send','params':{'id':'t','message':"
                        + "{'role':'user','parts':[{'type':'text','text':'x',NEW}],NEW},NEW}}",
                "newHttp10 | /agents/echo/message:send | 1.0 | {'message':"
                        + "{'messageId':'m','role':'ROLE_USER','parts':[{'text':'x',NEW}],NEW},NEW}",
                "newHttp03 | /agents/echo/v1/message:send | '' | {'message':"
                        + "{'messageId':'m','role':'ROLE_USER','content':[{'text':'x',NEW}],NEW},NEW}",
            })
    void unknownMember_isIgnoredAndCounted(String name, String path, String version, String body) throws Exception {
        String json =
                body.replace("NEW", "'" + name + "':{'deep':[1,{'er':null}]}").replace('\'', '"');
        double before = total();

        HttpResponse<String> answer =
                version.isEmpty() ? edge.post(path, json) : edge.post(path, json, "A2A-Version", version);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).doesNotContain("\"error\"", name);
        assertThat(edge.tasks.sent.getLast().toString()).doesNotContain(name);
        assertThat(ProtoJson.unknownMembers()).containsEntry(name, 3L);
        assertThat(total()).isGreaterThanOrEqualTo(before + 3);
    }

    @Test
    void unknownMemberOfAFrame_isCountedOnce() throws Exception {
        try (SocketClient caller = new SocketClient(edge, "/ws", "A2A-Version", "1.0")) {
            assertThat(caller.call("1", "ListTasks", "{\"newInFrame\":1}").next())
                    .contains("\"result\"");
        }
        assertThat(ProtoJson.unknownMembers()).containsEntry("newInFrame", 1L);
    }
}

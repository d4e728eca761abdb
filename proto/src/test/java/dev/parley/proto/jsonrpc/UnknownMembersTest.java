package dev.parley.proto.jsonrpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.dialect.A2aVersion;
import dev.parley.proto.json.ProtoJson;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A member that no message has, from an agent of a newer dialect than ours: ignored and counted. */
class UnknownMembersTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "V1_0 | agentsNewIn10 | {'id':'t','status':{'state':'TASK_STATE_WORKING',NEW},NEW}",
                "V0_3 | agentsNewIn03 | {'kind':'task','id':'t','contextId':'c','status':{'state':'working',NEW},NEW}"
            })
    void unknownMemberOfAReply_isIgnoredAndCounted(A2aVersion version, String name, String result) {
        String reply = "{'jsonrpc':'2.0','id':'1','result':" + result.replace("NEW", "'" + name + "':[{}]") + "}";

        JsonRpcReply read = JsonRpcCalls.readReply(
                reply.replace('\'', '"').getBytes(StandardCharsets.UTF_8), version, A2aMethod.GET_TASK, "1");

        Task task = (Task) ((JsonRpcReply.Result) read).message();
        assertThat(task.getId()).isEqualTo("t");
        assertThat(task.toString()).doesNotContain(name);
        assertThat(ProtoJson.unknownMembers()).containsEntry(name, 2L);
    }
}

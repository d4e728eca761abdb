package dev.parley.cli.conformance;

import java.util.List;
import java.util.Map;

/**
 * The requirements of the public compatibility kit (a2aproject/a2a-tck, branch 1.0-dev, commit 357c4a8) by their ids,
 * and why some have no check here. Ids and sections are facts; every check says which of them it covers.
 */
final class KitRequirements {
    private static final String IDS = """
            CARD-DISC-001 8.1 MUST
            CARD-PROTO-001 8.3 MUST
            CARD-PROTO-002 8.3.1 MUST
            CARD-STRUCT-001 4.4.1 MUST
            CARD-EXT-001 3.1.11 MUST
            CARD-EXT-002 3.1.11 MUST
            CARD-SIGN-001 8.4.1 MUST
            CARD-SIGN-002 8.4.1 MUST
            CARD-SIGN-003 8.4.2 MUST
            CARD-SIGN-004 8.4.3 MUST
            CARD-CACHE-001 8.6.1 SHOULD
            CARD-CACHE-002 8.6.1 SHOULD
            CARD-CACHE-003 8.6.1 MAY
            AUTH-TLS-001 7.1 MUST
            AUTH-TLS-002 7.1 SHOULD
            AUTH-SERVER-001 7.2 SHOULD
            AUTH-SERVER-002 7.4 MUST
            AUTH-INTASK-001 7.6.1 MUST
            AUTH-INTASK-002 7.6.1 MUST
            AUTH-INTASK-003 7.6.1 MUST
            AUTH-INTASK-004 7.6.1 MUST
            AUTH-INTASK-005 7.6.1 SHOULD
            AUTH-INTASK-006 7.6.1 SHOULD
            AUTH-SCOPE-001 13.1 MUST
            AUTH-SCOPE-002 13.1 MUST
            AUTH-SCOPE-003 3.3.2 MUST
            GRPC-SVC-001 10.1 MUST
            GRPC-SVC-002 10.1 MUST
            GRPC-SVC-003 10.1 MUST
            GRPC-META-001 10.2 MUST
            GRPC-ERR-001 10.6 MUST
            GRPC-ERR-002 5.4 MUST
            GRPC-ERR-003 10.7 MUST
            HTTP_JSON-URL-001 11.3 MUST
            HTTP_JSON-URL-002 11.3 MUST
            HTTP_JSON-SVC-001 11.1 MUST
            HTTP_JSON-SVC-002 11.2 MUST
            HTTP_JSON-QP-001 11.5 MUST
            HTTP_JSON-ERR-001 11.6 MUST
            HTTP_JSON-ERR-002 11.6 MUST
            HTTP_JSON-STATUS-001 5.4 MUST
            HTTP_JSON-SSE-001 11.7 MUST
            JSONRPC-FMT-001 9.1 MUST
            JSONRPC-FMT-002 9.1 MUST
            JSONRPC-SVC-001 9.1 MUST
            JSONRPC-SVC-002 9.2 MUST
            JSONRPC-ERR-001 9.5 MUST
            JSONRPC-ERR-002 9.5 MUST
            JSONRPC-ERR-003 9.5 MUST
            JSONRPC-SSE-001 9.4.2 MUST
            JSONRPC-SSE-002 5.4 MUST
            CORE-SEND-001 3.1.1 MUST
            CORE-SEND-002 3.1.1 MUST
            CORE-SEND-003 3.1.1 MUST
            CORE-STREAM-001 3.1.2 MUST
            CORE-STREAM-002 3.1.2 MUST
            CORE-STREAM-003 3.1.2 MUST
            CORE-GET-001 3.1.3 MUST
            CORE-GET-002 3.1.3 MUST
            CORE-LIST-001 3.1.4 MUST
            CORE-LIST-002 3.1.4 MUST
            CORE-LIST-003 3.1.4 MUST
            CORE-LIST-004 3.1.4 MUST
            CORE-LIST-005 3.1.4 MUST
            CORE-CANCEL-001 3.1.5 MUST
            CORE-CANCEL-002 3.1.5 MUST
            CORE-CANCEL-003 3.1.5 MUST
            CORE-EXECUTION-MODE-001 3.2.2 MUST
            CORE-EXECUTION-MODE-002 3.2.2 MUST
            CORE-ERR-001 3.3.2 MUST
            CORE-ERR-002 3.3.2 MUST
            CORE-CAP-001 3.3.4 MUST
            CORE-CAP-002 3.3.4 MUST
            CORE-CAP-003 3.3.4 MUST
            CORE-CAP-004 3.3.4 MUST
            CORE-MULTI-001 3.4.1 MAY
            CORE-MULTI-001a 3.4.1 MUST
            CORE-MULTI-002 3.4.1 MAY
            CORE-MULTI-002a 3.4.1 MUST
            CORE-MULTI-003 3.4.2 MUST
            CORE-MULTI-004 3.4.2 MUST
            CORE-MULTI-005 3.4.3 MUST
            CORE-MULTI-006 3.4.3 MUST
            CORE-HIST-001 3.2.4 SHOULD
            CORE-HIST-002 3.2.4 MUST
            CORE-HIST-003 3.2.4 SHOULD
            CORE-HIST-004 3.2.4 MAY
            CORE-HIST-005 3.2.4 SHOULD
            CORE-HIST-006 3.2.4 SHOULD
            DM-TASK-001 4.1.1 MUST
            DM-TASK-002 4.1.3 MUST
            DM-MSG-001 4.1.4 MUST
            DM-MSG-002 4.1.5 MUST
            DM-PART-001 4.1.6 MUST
            DM-ART-001 4.1.7 MUST
            DM-STATUS-001 4.1.2 MUST
            DM-SERIAL-001 5.5 MUST
            DM-SERIAL-002 5.5 MUST
            DM-SERIAL-003 5.6.1 MUST
            DM-SERIAL-004 5.7 MUST
            DM-SERIAL-005 5.7 SHOULD
            BIND-EQUIV-001 5.1 MUST
            BIND-EQUIV-002 5.1 MUST
            BIND-EQUIV-003 5.1 MUST
            BIND-EQUIV-004 5.1 MUST
            BIND-FIELD-001 5.2 MUST
            PUSH-CREATE-001 3.1.7 MUST
            PUSH-CREATE-002 3.1.7 MUST
            PUSH-GET-001 3.1.8 MUST
            PUSH-GET-002 3.1.8 MUST
            PUSH-LIST-001 3.1.9 MUST
            PUSH-DEL-001 3.1.10 MUST
            PUSH-DEL-002 3.1.10 MUST
            PUSH-DELIVER-001 4.3.3 MUST
            PUSH-DELIVER-002 4.3.3 MUST
            PUSH-DELIVER-003 4.3.3 MUST
            STREAM-ORDER-001 3.5.2 MUST
            STREAM-ORDER-002 3.5.2 MUST
            STREAM-ORDER-003 3.5.2 MUST
            STREAM-ORDER-004 3.5.2 MUST
            STREAM-SUB-001 3.1.6 MUST
            STREAM-SUB-002 3.1.6 MUST
            STREAM-SUB-003 3.1.6 MUST
            STREAM-SUB-004 3.1.6 MUST
            VER-CLIENT-001 3.6.1 MUST
            VER-SERVER-001 3.6.2 MUST
            VER-SERVER-002 3.6.2 MUST
            VER-SERVER-003 3.6.2 MUST
            VER-CLIENT-002 3.6 MUST
            """;

    private static final Map<String, String> NOT_VISIBLE = Map.ofEntries(
            Map.entry("CARD-SIGN-001", "what was signed can only be told with the signer's key"),
            Map.entry("CARD-SIGN-002", "what was signed can only be told with the signer's key"),
            Map.entry("CARD-SIGN-004", "it binds whoever verifies a signature, which is a client"),
            Map.entry(
                    "AUTH-TLS-002", "cipher suites are the deployment's; an address without TLS fails card/encrypted"),
            Map.entry("AUTH-SERVER-001", "it binds clients"),
            Map.entry("AUTH-INTASK-001", "nothing makes an agent ask for authorization in a task that every agent has"),
            Map.entry("AUTH-INTASK-002", "nothing makes an agent ask for authorization in a task that every agent has"),
            Map.entry(
                    "AUTH-INTASK-003",
                    "what was negotiated on another way, which stands for the message, cannot be seen"),
            Map.entry("AUTH-INTASK-004", "credentials come on a way that is not A2A's"),
            Map.entry("AUTH-INTASK-005", "nothing makes an agent ask for authorization in a task that every agent has"),
            Map.entry("AUTH-INTASK-006", "nothing makes an agent ask for authorization in a task that every agent has"),
            Map.entry("VER-CLIENT-001", "it binds clients; the suite itself sends the header with each request"));

    /** What of a requirement the checks cannot see. */
    private static final Map<String, String> PARTLY = Map.of(
            "CORE-SEND-003",
            "an agent that takes every media type cannot be told from one that supports every media type",
            "GRPC-SVC-003",
            "an address without a scheme and elsewhere than on this host is spoken to with TLS, or nothing passes there",
            "AUTH-SCOPE-001",
            "with `--other-header` also of another caller's tasks, else only of callers without credentials",
            "AUTH-SCOPE-002",
            "with `--other-header`",
            "AUTH-SCOPE-003",
            "with `--other-header`");

    private KitRequirements() {}

    /** @param level MUST, SHOULD or MAY, as the kit has it */
    record Requirement(String id, String section, String level) {}

    static List<Requirement> all() {
        return IDS.lines()
                .map(line -> line.split(" "))
                .map(words -> new Requirement(words[0], words[1], words[2]))
                .toList();
    }

    /** For people; of requirements that are seen whole, nothing. */
    static Map<String, String> partly() {
        return PARTLY;
    }

    /** Why a requirement cannot be seen from outside; of those that can, nothing. */
    static Map<String, String> notVisible() {
        return NOT_VISIBLE;
    }
}

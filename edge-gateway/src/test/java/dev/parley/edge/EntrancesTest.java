package dev.parley.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Bad input at every entrance in every version: the specified error, in that version's shape and never another's. */
final class EntrancesTest {
    /**
     * What a caller's mistake gets. JSON-RPC: the code, behind an HTTP status that is not 200; HTTP+JSON: the HTTP status and the
     * reason, in 0.3 the code; gRPC: the status and the reason, in 0.3 the error's name; legacy: the HTTP status. "-": the
     * entrance knows no such mistake; over WebSocket too large frames and unknown agents close or refuse the connection
     * (WebSocketLifeTest, WebSocketTest).
     */
    private static final String TABLE = """
            mistake               | JSON-RPC 1.0 | 0.3, 0.2   | 0.1        | HTTP+JSON 1.0                  | 0.3        | gRPC 1.0                                  | 0.3                                   | legacy
            MALFORMED             | -32700       | -32700     | -32700     | 400 PARSE_ERROR                | 400 -32700 | INVALID_ARGUMENT PARSE_ERROR              | INVALID_ARGUMENT JSONParseError       | 400
            WRONG_TYPE            | -32602       | -32602     | -32602     | 400 INVALID_PARAMS             | 422 -32602 | -                                         | -                                     | 422
            MISSING_MEMBER        | -32602       | -32602     | -32602     | 400 INVALID_PARAMS             | 422 -32602 | INVALID_ARGUMENT INVALID_PARAMS           | INVALID_ARGUMENT InvalidParamsError   | 422
            UNKNOWN_METHOD        | -32601       | -32601     | -32601     | 404 METHOD_NOT_FOUND           | 404 -32601 | UNIMPLEMENTED                             | UNIMPLEMENTED                         | -
            UNKNOWN_TASK          | -32001       | -32001     | -32001     | 404 TASK_NOT_FOUND             | 404 -32001 | NOT_FOUND TASK_NOT_FOUND                  | NOT_FOUND TaskNotFoundError           | -
            UNKNOWN_AGENT         | 404 -32057   | 404 -32057 | 404 -32057 | 404 AGENT_NOT_FOUND            | 404 -32057 | NOT_FOUND AGENT_NOT_FOUND                 | NOT_FOUND                             | 404
            UNSUPPORTED_VERSION   | -32009       | -32600     | -32600     | 400 VERSION_NOT_SUPPORTED      | 400 -32600 | FAILED_PRECONDITION VERSION_NOT_SUPPORTED | INVALID_ARGUMENT InvalidRequestError  | -
            CONTRADICTING_VERSION | -32009       | -32600     | -32600     | -                              | 400 -32600 | FAILED_PRECONDITION VERSION_NOT_SUPPORTED | INVALID_ARGUMENT InvalidRequestError  | -
            TWO_VERSIONS          | -32009       | -32600     | -32600     | 400 VERSION_NOT_SUPPORTED      | 400 -32600 | FAILED_PRECONDITION VERSION_NOT_SUPPORTED | INVALID_ARGUMENT InvalidRequestError  | -
            TOO_LARGE             | 413 -32055   | 413 -32055 | 413 -32055 | 413 PAYLOAD_TOO_LARGE          | 413 -32055 | RESOURCE_EXHAUSTED                        | RESOURCE_EXHAUSTED                    | 413
            CONTENT_TYPE          | -32005       | -32005     | -32005     | 415 CONTENT_TYPE_NOT_SUPPORTED | 415 -32005 | -                                         | -                                     | 415
            HTTP_METHOD           | 405          | 405        | 405        | 405                            | 405        | -                                         | -                                     | -
            """;

    /** The entrances of each column. */
    private static final List<List<Entrance>> COLUMNS = List.of(
            List.of(new Entrance.JsonRpc(Entrance.Words.V1_0), new Entrance.Socket(Entrance.Words.V1_0)),
            List.of(
                    new Entrance.JsonRpc(Entrance.Words.V0_3),
                    new Entrance.JsonRpc(Entrance.Words.V0_2),
                    new Entrance.Socket(Entrance.Words.V0_3),
                    new Entrance.Socket(Entrance.Words.V0_2)),
            List.of(new Entrance.JsonRpc(Entrance.Words.V0_1), new Entrance.Socket(Entrance.Words.V0_1)),
            List.of(new Entrance.HttpJson(false, ""), new Entrance.HttpJson(false, "/echo")),
            List.of(
                    new Entrance.HttpJson(true, "/v1"),
                    new Entrance.HttpJson(true, ""),
                    new Entrance.HttpJson(true, "/echo")),
            List.of(new Entrance.GrpcService(false)),
            List.of(new Entrance.GrpcService(true)),
            List.of(new Entrance.Legacy()));

    private static EdgeFixture edge;

    @BeforeAll
    static void start() {
        edge = new EdgeFixture(Map.of("parley.edge.max-body-bytes", 100_000));
    }

    @AfterAll
    static void stop() {
        edge.close();
    }

    static Stream<Arguments> mistakes() {
        List<Arguments> all = new ArrayList<>();
        TABLE.lines().skip(1).forEach(line -> {
            List<String> cells =
                    Arrays.stream(line.split("\\|")).map(String::strip).toList();
            Mistake mistake = Mistake.valueOf(cells.getFirst());
            for (int column = 0; column < COLUMNS.size(); column++) {
                String expected = cells.get(column + 1);
                COLUMNS.get(column).stream()
                        .filter(entrance -> canBeMade(entrance, mistake) && !expected.equals("-"))
                        .forEach(entrance -> all.add(Arguments.of(entrance, mistake, expected)));
            }
        });
        return all.stream();
    }

    private static boolean canBeMade(Entrance entrance, Mistake mistake) {
        // there only what the caller states says that 0.3 is meant
        if (entrance instanceof Entrance.HttpJson http
                && http.is03()
                && !http.base().equals("/v1")) {
            return switch (mistake) {
                case UNSUPPORTED_VERSION, CONTRADICTING_VERSION, TWO_VERSIONS -> false;
                default -> true;
            };
        }
        return !(entrance instanceof Entrance.Socket)
                || switch (mistake) {
                    case MALFORMED,
                            WRONG_TYPE,
                            MISSING_MEMBER,
                            UNKNOWN_METHOD,
                            UNKNOWN_TASK,
                            UNSUPPORTED_VERSION,
                            CONTRADICTING_VERSION -> true;
                    case UNKNOWN_AGENT, TWO_VERSIONS, TOO_LARGE, CONTENT_TYPE, HTTP_METHOD -> false;
                };
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("mistakes")
    void mistake_getsTheErrorOfItsEntrance(Entrance entrance, Mistake mistake, String expected) throws Exception {
        Entrance.Refused refused = entrance.provoke(edge, mistake);

        assertThat(refused.code()).as(refused.text()).isEqualTo(expected);
        assertThat(refused.fault()).isEmpty();
        assertThat(refused.text()).doesNotContain("\tat ", "Exception", "io.netty");
        switch (mistake) {
            case UNSUPPORTED_VERSION -> assertThat(refused.text()).contains("99.0", "1.0, 0.3");
            case TWO_VERSIONS -> assertThat(refused.text()).contains("1.0", "0.3", "one of 1.0, 0.3");
            case TOO_LARGE -> assertThat(refused.text()).contains("100000");
            default -> {}
        }
    }
}

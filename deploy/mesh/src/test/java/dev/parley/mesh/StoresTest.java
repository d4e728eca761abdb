package dev.parley.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.parley.standalone.Ports;
import dev.parley.standalone.folder.StartRefused;
import dev.parley.standalone.postgres.Database;
import dev.parley.standalone.postgres.Durability;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoresTest {
    private static StartRefused refused(String sqlState) {
        return new StartRefused("no", new SQLException("no", sqlState));
    }

    @Test
    void portWhereNobodyListens_isWaitedFor() {
        Database nobody = new Database(
                "jdbc:postgresql://127.0.0.1:" + Ports.free() + "/postgres", "parley", "password", "nowhere");
        StartRefused refused = catchThrowableOfType(StartRefused.class, () -> Durability.require(nobody));
        assertThat(Stores.isAway(refused)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"57P03", "57P01", "08006"})
    void serverThatStartsOrEnds_isWaitedFor(String sqlState) {
        assertThat(Stores.isAway(refused(sqlState))).isTrue();
    }

    // a wrong password, an address that is not let in, no such database
    @ParameterizedTest
    @ValueSource(strings = {"28P01", "28000", "3D000"})
    void refusal_isNotAskedForAgain(String sqlState) {
        assertThat(Stores.isAway(refused(sqlState))).isFalse();
    }

    @Test
    void settingThatLosesMessages_isNotAskedForAgain() {
        assertThat(Stores.isAway(new StartRefused("fsync is off"))).isFalse();
    }
}

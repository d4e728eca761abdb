package dev.parley.standalone.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseTest {
    @ParameterizedTest
    @CsvSource({
        "postgres://u:p@db:5432/mesh, jdbc:postgresql://db:5432/mesh, u, p",
        "postgresql://u@db/mesh?sslmode=require, jdbc:postgresql://db/mesh?sslmode=require, u, ''",
        "jdbc:postgresql://db:1/mesh?user=u&password=p&ssl=true, jdbc:postgresql://db:1/mesh?ssl=true, u, p",
        "postgres://a%40b:p%2Fq+r@db/mesh, jdbc:postgresql://db/mesh, a@b, p/q+r",
        "'jdbc:postgresql://one:1,two:2/mesh', 'jdbc:postgresql://one:1,two:2/mesh', '', ''",
    })
    void parse_takesTheFormsPeopleHave(String given, String url, String user, String password) {
        Database database = Database.parse(given);
        assertThat(database.url()).isEqualTo(url);
        assertThat(database.user()).isEqualTo(user);
        assertThat(database.password()).isEqualTo(password);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"mysql://u:secret@db/mesh", "db/mesh", "postgres://u:secret@db", "postgres://u:secret@db/ x", ""
            })
    void parse_refusesOthersWithoutShowingThePassword(String given) {
        assertThatThrownBy(() -> Database.parse(given))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected: postgres://")
                .message()
                .doesNotContain("secret");
    }

    @Test
    void description_holdsNoPassword() {
        assertThat(Database.parse("postgres://u:secret@db/mesh").description()).isEqualTo("external, db/mesh");
    }
}

package dev.parley.standalone.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.URLDecoder;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/**
 * A PostgreSQL database to use.
 *
 * @param url a JDBC URL without user and password
 * @param description what {@code status} shows; never a password
 */
public record Database(String url, String user, String password, String description) {
    /**
     * Reads {@code jdbc:postgresql://HOST/DB?user=U&password=P} or {@code postgres://U:P@HOST:PORT/DB}
     * ({@code postgresql://} is the same).
     *
     * @throws IllegalArgumentException for any other form; its message holds no password
     */
    public static Database parse(String text) {
        String plain = text.startsWith("jdbc:") ? text.substring("jdbc:".length()) : text;
        URI uri;
        try {
            uri = URI.create(plain);
        } catch (IllegalArgumentException e) {
            throw unusable("an unreadable URL");
        }
        boolean known = "postgresql".equals(uri.getScheme()) || "postgres".equals(uri.getScheme());
        if (!known
                || uri.getRawAuthority() == null
                || uri.getRawPath() == null
                || uri.getRawPath().length() < 2) {
            throw unusable((uri.getScheme() == null ? "a URL without a scheme" : uri.getScheme() + ": URL"));
        }
        String authority = uri.getRawAuthority();
        int at = authority.lastIndexOf('@');
        String[] login = (at < 0 ? "" : authority.substring(0, at)).split(":", 2);
        String hosts = authority.substring(at + 1);
        String user = decoded(login[0]);
        String password = login.length > 1 ? decoded(login[1]) : "";
        StringBuilder query = new StringBuilder();
        for (String pair : (uri.getRawQuery() == null ? "" : uri.getRawQuery()).split("&")) {
            if (pair.startsWith("user=")) {
                user = decoded(pair.substring("user=".length()));
            } else if (pair.startsWith("password=")) {
                password = decoded(pair.substring("password=".length()));
            } else if (!pair.isEmpty()) {
                query.append(query.isEmpty() ? '?' : '&').append(pair);
            }
        }
        String url = "jdbc:postgresql://" + hosts + uri.getRawPath() + query;
        return new Database(url, user, password, "external, " + hosts + uri.getRawPath());
    }

    private static IllegalArgumentException unusable(String what) {
        return new IllegalArgumentException(
                "Database URL is " + what
                        + " (expected: postgres://USER:PASSWORD@HOST:PORT/DATABASE or jdbc:postgresql://HOST:PORT/DATABASE?user=…)");
    }

    private static String decoded(String text) {
        // '+' is itself here, not a space
        return URLDecoder.decode(text.replace("+", "%2B"), UTF_8);
    }

    public Connection connect() throws SQLException {
        Properties login = new Properties();
        if (!user.isEmpty()) {
            login.setProperty("user", user);
        }
        if (!password.isEmpty()) {
            login.setProperty("password", password);
        }
        login.setProperty("connectTimeout", "10");
        return DriverManager.getConnection(url, login);
    }
}

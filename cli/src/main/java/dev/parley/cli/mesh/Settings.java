package dev.parley.cli.mesh;

import dev.parley.cli.output.CliException;
import dev.parley.cli.output.ExitStatus;
import io.github.cdimascio.dotenv.Dotenv;
import io.github.cdimascio.dotenv.DotenvException;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * Where a setting comes from: the flag, else the environment, else a file {@code .env} in the working directory, else
 * {@code config.properties} in {@code $XDG_CONFIG_HOME/parley} ({@code ~/.config/parley}).
 */
public final class Settings {
    private static final String DOTENV = ".env";

    private final Map<String, String> environment;
    private final Properties file;

    private Settings(Map<String, String> environment, Properties file) {
        this.environment = Map.copyOf(environment);
        this.file = file;
    }

    /**
     * Reads both files; a missing one is empty.
     *
     * @param workingDirectory where {@code .env} is looked for
     */
    public static Settings read(Map<String, String> environment, Path workingDirectory) {
        Map<String, String> variables = dotenv(workingDirectory);
        variables.putAll(environment);
        return new Settings(variables, properties(environment));
    }

    private static Map<String, String> dotenv(Path workingDirectory) {
        // absolute: the library would make the root folder of an empty path
        Path folder = workingDirectory.toAbsolutePath();
        try {
            Map<String, String> variables = new HashMap<>();
            Dotenv.configure()
                    .directory(folder.toString())
                    .filename(DOTENV)
                    .ignoreIfMissing()
                    .load()
                    .entries(Dotenv.Filter.DECLARED_IN_ENV_FILE)
                    .forEach(entry -> variables.put(entry.getKey(), entry.getValue()));
            return variables;
        } catch (DotenvException e) {
            throw new CliException(
                    ExitStatus.USAGE,
                    folder.resolve(DOTENV) + " cannot be read: " + e.getMessage() + " (expected: lines of KEY=VALUE)",
                    e);
        }
    }

    private static Properties properties(Map<String, String> environment) {
        Path path = folder(environment, "XDG_CONFIG_HOME", ".config").resolve("config.properties");
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(path)) {
            properties.load(reader);
        } catch (NoSuchFileException e) {
            // nobody needs one
        } catch (IOException | IllegalArgumentException e) {
            throw new CliException(
                    ExitStatus.USAGE,
                    path + " cannot be read: " + e.getMessage() + " (expected: lines of key=value)",
                    e);
        }
        return properties;
    }

    /** The environment with what {@code .env} adds to it, for programs that this one starts. */
    public Map<String, String> environment() {
        return environment;
    }

    /**
     * @param flag what the command line says; null when it says nothing
     * @param variable name of the environment variable
     * @param key key in the file
     */
    public Optional<String> find(@Nullable String flag, String variable, String key) {
        if (flag != null) {
            return Optional.of(flag);
        }
        return environment(variable).or(() -> file(key));
    }

    /** A key of the file that is set to something. */
    public Optional<String> file(String key) {
        return Optional.ofNullable(file.getProperty(key)).filter(text -> !text.isBlank());
    }

    /** A variable that is set to something. */
    public Optional<String> environment(String variable) {
        return Optional.ofNullable(environment.get(variable)).filter(text -> !text.isBlank());
    }

    /** Where a mesh keeps its data when nobody says otherwise: {@code $XDG_DATA_HOME/parley} or {@code ~/.local/share/parley}. */
    public Path defaultDataFolder() {
        return folder(environment, "XDG_DATA_HOME", ".local/share");
    }

    /** Where unpacked programs are kept: {@code PARLEY_CACHE}, {@code $XDG_CACHE_HOME/parley} or {@code ~/.cache/parley}. */
    public Path cacheFolder() {
        return environment("PARLEY_CACHE")
                .map(Path::of)
                .orElseGet(() -> folder(environment, "XDG_CACHE_HOME", ".cache"));
    }

    private static Path folder(Map<String, String> environment, String variable, String underHome) {
        String base = environment.getOrDefault(variable, "");
        // the XDG specification: a relative path counts as unset
        return base.startsWith("/")
                ? Path.of(base, "parley")
                : Path.of(System.getProperty("user.home"), underHome, "parley");
    }
}

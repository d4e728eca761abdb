package dev.parley.cli.demo;

import dev.parley.cli.output.CliException;
import dev.parley.cli.output.ExitStatus;
import dev.parley.cli.output.Terminal;
import dev.parley.cli.output.Terminal.Tone;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;

/** What the audience sees: numbered steps, what was said and what came back, and whether it is as it should be. */
final class Stage {
    private final Terminal terminal;
    private final InstantSource clock;
    private int step;

    Stage(Terminal terminal, InstantSource clock) {
        this.terminal = terminal;
        this.clock = clock;
    }

    /** One step of the tour; it throws when something is not as it should be. */
    interface Step {
        void play();
    }

    void play(String title, Step body) {
        step++;
        terminal.data("");
        terminal.data(terminal.paint(Tone.STRONG, step + ". " + title));
        Instant start = clock.instant();
        try {
            body.play();
        } catch (CliException e) {
            terminal.data(terminal.paint(Tone.BAD, "   failed: ") + e.text());
            throw e;
        }
        double seconds = Duration.between(start, clock.instant()).toMillis() / 1000.0;
        terminal.data(terminal.paint(Tone.GOOD, "   ok")
                + terminal.paint(Tone.FAINT, String.format(Locale.ROOT, "  %.1f s", seconds)));
    }

    void command(String line) {
        terminal.data(terminal.paint(Tone.ACCENT, "   $ " + line));
    }

    void line(String text) {
        text.lines().forEach(line -> terminal.data("   " + line));
    }

    void aside(String text) {
        text.lines().forEach(line -> terminal.data(terminal.paint(Tone.FAINT, "   " + line)));
    }

    /** A piece of a line that is still being written. */
    void piece(String text) {
        terminal.piece(text.replace("\n", "\n   "));
    }

    /** Ends the tour when something is not as it should be. */
    static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new CliException(ExitStatus.FAILURE, otherwise);
        }
    }
}

package dev.parley.kit.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.util.Duration;
import ch.qos.logback.core.util.FileSize;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sets up the log of a mesh process: {@code parley.log} as JSON lines, and short lines on the console. */
public final class ServerLog {
    private static final long FILE_BYTES = 16L << 20;
    private static final int OLD_FILES = 5;

    private ServerLog() {}

    public static Path file(Path logFolder) {
        return logFolder.resolve("parley.log");
    }

    /**
     * Replaces whatever logging was set up before.
     *
     * @param level as {@code LOG_LEVEL} gives it; anything unknown is INFO
     * @param console also write short lines to standard error
     */
    public static void start(Path logFolder, String level, boolean console) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        ch.qos.logback.classic.Logger root = begin(context, level);
        root.addAppender(fileAppender(context, logFolder));
        if (console) {
            root.addAppender(consoleAppender(context));
        }
    }

    /** JSON lines to standard output, for a process whose output somebody else keeps. */
    public static void startOnStandardOutput(String level) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setContext(context);
        appender.setEncoder(jsonLines(context));
        begin(context, level).addAppender(appender);
        appender.start();
    }

    private static ch.qos.logback.classic.Logger begin(LoggerContext context, String level) {
        context.reset();
        ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        Level wanted = Level.toLevel(level, Level.INFO);
        root.setLevel(wanted);
        if (wanted.toInt() < Level.INFO.toInt()) {
            // what these say below INFO drowns our own
            for (String chatty :
                    new String[] {"io.netty", "io.grpc", "io.lettuce", "io.micronaut", "com.zaxxer", "org.flywaydb"}) {
                context.getLogger(chatty).setLevel(Level.INFO);
            }
        }
        return root;
    }

    private static JsonLineEncoder jsonLines(LoggerContext context) {
        JsonLineEncoder encoder = new JsonLineEncoder();
        encoder.setContext(context);
        encoder.start();
        return encoder;
    }

    private static RollingFileAppender<ILoggingEvent> fileAppender(LoggerContext context, Path logFolder) {
        RollingFileAppender<ILoggingEvent> appender = new RollingFileAppender<>();
        appender.setContext(context);
        appender.setFile(file(logFolder).toString());

        FixedWindowRollingPolicy rolling = new FixedWindowRollingPolicy();
        rolling.setContext(context);
        rolling.setParent(appender);
        rolling.setFileNamePattern(logFolder.resolve("parley.%i.log").toString());
        rolling.setMinIndex(1);
        rolling.setMaxIndex(OLD_FILES);
        rolling.start();

        SizeBasedTriggeringPolicy<ILoggingEvent> trigger = new SizeBasedTriggeringPolicy<>();
        trigger.setContext(context);
        trigger.setMaxFileSize(new FileSize(FILE_BYTES));
        trigger.setCheckIncrement(Duration.buildBySeconds(1));
        trigger.start();

        appender.setEncoder(jsonLines(context));
        appender.setRollingPolicy(rolling);
        appender.setTriggeringPolicy(trigger);
        appender.start();
        return appender;
    }

    private static ConsoleAppender<ILoggingEvent> consoleAppender(LoggerContext context) {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern("%d{HH:mm:ss.SSS} %-5level %msg  %kvp{NONE}%n%ex{short}");
        encoder.start();
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setContext(context);
        appender.setTarget("System.err");
        appender.setEncoder(encoder);
        appender.start();
        return appender;
    }

    /** Nothing at all, for a command whose output is its own: what libraries would say goes nowhere. */
    public static void silence() {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.OFF);
    }

    /** Writes out what is left and closes the files. */
    public static void stop() {
        ((LoggerContext) LoggerFactory.getILoggerFactory()).stop();
    }
}

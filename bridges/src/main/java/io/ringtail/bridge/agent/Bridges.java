package io.ringtail.bridge.agent;

import io.ringtail.bridge.UsedTracer;
import io.ringtail.bridge.jfr.JfrBridge;
import io.ringtail.client.Tracer;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Turns on the bridges that the agent's arguments name, all with one tracer, until the JVM ends. */
final class Bridges {
    private static final String DIRECTORY = "dir=";

    private static final Set<String> KNOWN = Set.of("jul", "logback", "log4j", "jfr");

    private static final Set<String> IN_CODE = Set.of("micrometer", "otel");

    private final Set<String> names = new LinkedHashSet<>();
    private final Consumer<String> warn;
    private @Nullable String directory;

    private Bridges(Consumer<String> warn) {
        this.warn = warn;
    }

    /**
     * Turns bridges on.
     *
     * @param arguments names of bridges, and optionally {@code dir=RUN_DIRECTORY}, separated by commas
     * @param warn receives a line for each problem
     */
    static void start(String arguments, Consumer<String> warn) {
        Bridges bridges = new Bridges(warn);
        for (String argument : arguments.split(",", -1)) {
            bridges.take(argument.trim());
        }
        bridges.install();
    }

    private void take(String argument) {
        if (argument.startsWith(DIRECTORY)) {
            directory = argument.substring(DIRECTORY.length());
        } else if (KNOWN.contains(argument)) {
            names.add(argument);
        } else if (IN_CODE.contains(argument)) {
            warn.accept("the bridge '" + argument + "' has to be registered by the application; see docs/bridges.md");
        } else if (!argument.isEmpty()) {
            warn.accept("there is no bridge '" + argument + "': use jul, logback, log4j, jfr, and dir=RUN_DIRECTORY");
        }
    }

    private void install() {
        if (names.isEmpty()) {
            warn.accept("no bridge is on: name jul, logback, log4j or jfr after the '=' of -javaagent");
            return;
        }
        Tracer tracer = UsedTracer.connect(directory).tracer();
        for (String name : names) {
            try {
                install(name, tracer);
            } catch (Throwable e) {
                warn.accept("the bridge '" + name + "' is off; is its library on the class path? (" + e + ')');
            }
        }
    }

    /** Each class is loaded only when its case is reached. */
    private static void install(String name, Tracer tracer) {
        switch (name) {
            case "jul" -> io.ringtail.bridge.jul.RootHandler.install(tracer);
            case "logback" -> io.ringtail.bridge.logback.RootAppender.install(tracer);
            case "log4j" -> io.ringtail.bridge.log4j.RootAppender.install(tracer);
            default -> startJfr(tracer);
        }
    }

    private static void startJfr(Tracer tracer) {
        if (!JfrBridge.start(tracer).isRunning()) {
            throw new IllegalStateException("JFR does not start: the module jdk.jfr may be missing");
        }
    }
}

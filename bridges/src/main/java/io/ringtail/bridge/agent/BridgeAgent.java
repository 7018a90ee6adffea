package io.ringtail.bridge.agent;

import org.jspecify.annotations.Nullable;

/**
 * The agent: {@code -javaagent:DIR/ringtail-bridges-VERSION.jar=BRIDGE,…[,dir=RUN_DIRECTORY]}.
 *
 * <p>Whatever goes wrong is one line on standard error: the application starts in any case. This class needs nothing
 * but the JDK, so that it can say so even if Ringtail's own jars are missing.
 */
public final class BridgeAgent {
    private static final String PREFIX = "ringtail: ";

    private BridgeAgent() {}

    /** Turns bridges on before the application's main method. */
    public static void premain(@Nullable String arguments) {
        start(arguments);
    }

    /** Turns bridges on in a JVM that runs already. */
    public static void agentmain(@Nullable String arguments) {
        start(arguments);
    }

    private static void start(@Nullable String arguments) {
        try {
            Bridges.start(arguments == null ? "" : arguments, BridgeAgent::warn);
        } catch (Throwable e) {
            warn("no bridge is on (" + e + "); ringtail-client, ringtail-proto and slf4j-api must be beside the"
                    + " agent's jar");
        }
    }

    @SuppressWarnings("SystemOut") // there may be no logger yet, and the agent is not to configure one
    private static void warn(String problem) {
        System.err.println(PREFIX + problem);
    }
}

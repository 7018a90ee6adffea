package io.ringtail.cli;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The handling of SIGINT and SIGTERM: the first asks the command to finish, which then exits with its own status; the
 * second ends the process.
 *
 * <p>{@code sun.misc.Signal} is the only way to catch a signal without ending the process. It is called by reflection,
 * so that a JVM without it keeps the usual behaviour: shutdown hooks, and status 130 or 143.
 */
final class EndSignals {
    private static final int ENDED_BY_INTERRUPT = 130;

    private EndSignals() {}

    /** Runs an action, on a thread of the JVM, when the process is first asked to end. */
    static void onFirst(Runnable action) {
        AtomicBoolean asked = new AtomicBoolean();
        Runnable handler = () -> {
            if (asked.getAndSet(true)) {
                Runtime.getRuntime().exit(ENDED_BY_INTERRUPT);
            }
            action.run();
        };
        try {
            for (String name : List.of("INT", "TERM")) {
                handle(name, handler);
            }
        } catch (ReflectiveOperationException unavailable) {
            Runtime.getRuntime().addShutdownHook(new Thread(action, "shutdown"));
        }
    }

    private static void handle(String name, Runnable handler) throws ReflectiveOperationException {
        Class<?> signal = Class.forName("sun.misc.Signal");
        Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
        Object proxy = Proxy.newProxyInstance(
                EndSignals.class.getClassLoader(), new Class<?>[] {handlerType}, (self, method, arguments) -> {
                    if (method.getName().equals("handle")) {
                        handler.run();
                        return null;
                    }
                    return ofObject(self, method, arguments);
                });
        try {
            signal.getMethod("handle", signal, handlerType)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
        } catch (InvocationTargetException reservedByTheJvm) {
            throw new ReflectiveOperationException("cannot handle " + name, reservedByTheJvm);
        }
    }

    private static Object ofObject(Object self, Method method, Object[] arguments) {
        return switch (method.getName()) {
            case "equals" -> self == arguments[0];
            case "hashCode" -> System.identityHashCode(self);
            default -> "ringtail's signal handler";
        };
    }
}

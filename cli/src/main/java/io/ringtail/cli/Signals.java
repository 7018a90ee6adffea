package io.ringtail.cli;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/**
 * Handlers of signals. {@code sun.misc.Signal} is the only way to catch a signal without ending the process; it is called
 * by reflection, since a JVM may lack it.
 */
final class Signals {
    private Signals() {}

    /**
     * Runs a handler for each signal with a name such as {@code HUP}, on a thread of the JVM.
     *
     * @return false if the process was started with HUP, INT or TERM ignored, as nohup(1) does: a JVM keeps to that
     * @throws ReflectiveOperationException if this JVM cannot do that
     */
    static boolean handle(String name, Runnable handler) throws ReflectiveOperationException {
        Class<?> signal = Class.forName("sun.misc.Signal");
        Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
        Object proxy = Proxy.newProxyInstance(
                Signals.class.getClassLoader(), new Class<?>[] {handlerType}, (self, method, arguments) -> {
                    if (method.getName().equals("handle")) {
                        handler.run();
                        return null;
                    }
                    return ofObject(self, method, arguments);
                });
        try {
            Object previous = signal.getMethod("handle", signal, handlerType)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
            return previous != handlerType.getField("SIG_IGN").get(null);
        } catch (InvocationTargetException reservedByTheJvm) {
            throw new ReflectiveOperationException("cannot handle " + name, reservedByTheJvm);
        }
    }

    /** Runs an action for each signal of a name; where this JVM cannot do that, the signal keeps its usual effect. */
    static void on(String name, Runnable action) {
        try {
            handle(name, action);
        } catch (ReflectiveOperationException unavailable) {
            // As documented.
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

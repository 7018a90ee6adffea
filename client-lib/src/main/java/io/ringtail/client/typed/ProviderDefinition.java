package io.ringtail.client.typed;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Type;

/**
 * What an annotated interface defines: the event of each of its methods, in the order of their names.
 *
 * @param type the interface
 * @param system the system of its events
 * @param events an event for each abstract method
 */
public record ProviderDefinition(Class<?> type, String system, List<EventMethod> events) {
    /**
     * Reads an interface. A method that defines no event that can be written has a problem, which says why.
     *
     * @throws IllegalArgumentException if {@code type} is no interface, or has no {@link TraceProvider}
     */
    public static ProviderDefinition of(@Nullable Class<?> type) {
        if (type == null || !type.isInterface() || type.isAnnotation()) {
            throw new IllegalArgumentException(type + " is no interface: a provider's events are methods of one");
        }
        try {
            return read(type);
        } catch (LinkageError | TypeNotPresentException | ArrayStoreException e) {
            throw new IllegalArgumentException(type + " cannot be read (" + e + "): a class it names is missing", e);
        }
    }

    private static ProviderDefinition read(Class<?> type) {
        TraceProvider provider = type.getAnnotation(TraceProvider.class);
        if (provider == null) {
            throw new IllegalArgumentException(
                    type + " has no @TraceProvider: annotate it with the system of its events");
        }
        String system = EventNames.lenient(provider.value());
        // Two interfaces may have the same method; the first one is that of a java.lang.reflect.Proxy, too.
        Map<String, Method> methods = new TreeMap<>();
        for (Method method : type.getMethods()) {
            if (Modifier.isAbstract(method.getModifiers()) && !isOfObject(method)) {
                methods.putIfAbsent(method.getName() + Type.getMethodDescriptor(method), method);
            }
        }
        List<EventMethod> events = new ArrayList<>();
        for (Method method : methods.values()) {
            events.add(MethodReader.read(type, system, method));
        }
        return new ProviderDefinition(type, system, List.copyOf(events));
    }

    /** Returns whether an interface only repeats a method that every class has. */
    static boolean isOfObject(Method method) {
        try {
            Object.class.getMethod(method.getName(), method.getParameterTypes());
            return true;
        } catch (NoSuchMethodException e) {
            return false;
        }
    }
}

package io.ringtail.client;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The default methods of an interface, for a proxy that implements it. */
final class DefaultMethods {
    private final Map<Method, MethodHandle> handles = new HashMap<>();

    /**
     * Finds the methods.
     *
     * @param lookup has private access to the interface
     */
    DefaultMethods(Class<?> type, Lookup lookup) throws IllegalAccessException {
        for (Method method : type.getMethods()) {
            if (method.isDefault()) {
                Class<?> owner = method.getDeclaringClass();
                Lookup own = owner == lookup.lookupClass() ? lookup : MethodHandles.privateLookupIn(owner, lookup);
                handles.put(method, own.unreflectSpecial(method, owner));
            }
        }
    }

    /** Returns a method's code; null if it is no default method. */
    @Nullable
    MethodHandle of(Method method) {
        return handles.get(method);
    }

    static @Nullable Object invoke(MethodHandle own, Object proxy, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        return own.bindTo(proxy).invokeWithArguments(arguments == null ? new Object[0] : arguments);
    }
}

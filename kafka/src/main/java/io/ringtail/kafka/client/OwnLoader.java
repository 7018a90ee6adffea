package io.ringtail.kafka.client;

import java.util.function.Supplier;

/**
 * Runs Kafka's code with the class loader of this module: it looks for its own classes in that of the thread, which may
 * be that of another jar.
 */
final class OwnLoader {
    private OwnLoader() {}

    static <T> T with(Supplier<T> work) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(OwnLoader.class.getClassLoader());
        try {
            return work.get();
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}

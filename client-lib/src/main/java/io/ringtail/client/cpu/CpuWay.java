package io.ringtail.client.cpu;

import io.ringtail.client.log.Log;
import java.util.Arrays;
import java.util.Locale;
import org.slf4j.Logger;

/** A way to obtain the CPU number, as named by the property {@value #PROPERTY}. */
public enum CpuWay {
    /** The best way that works here. */
    AUTO,
    /** The thread's restartable-sequences area; {@code sched_getcpu} if it cannot be used. */
    RSEQ,
    /** A call of {@code sched_getcpu}, by a foreign call or through JNA. */
    GETCPU,
    /** A call of {@code sched_getcpu} through JNA. */
    JNA,
    /** A CPU picked by thread id, without any native call. */
    HASHED;

    /** The system property that names the way. */
    public static final String PROPERTY = "ringtail.cpu";

    private static final Logger LOGGER = Log.of(CpuWay.class);

    /** Returns the way named by {@value #PROPERTY}; {@link #AUTO} if it is not set. */
    public static CpuWay fromProperty() {
        return named(System.getProperty(PROPERTY, AUTO.label()));
    }

    /**
     * Returns the way with this name, ignoring case.
     *
     * @return the way; {@link #AUTO}, with a warning, if there is none with this name
     */
    static CpuWay named(String name) {
        for (CpuWay way : values()) {
            if (way.label().equals(name.trim().toLowerCase(Locale.ROOT))) {
                return way;
            }
        }
        LOGGER.warn(
                "{}={} is not a way to get the CPU number; using {}. Set one of {}.",
                PROPERTY,
                name,
                AUTO.label(),
                Arrays.stream(values()).map(CpuWay::label).toList());
        return AUTO;
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}

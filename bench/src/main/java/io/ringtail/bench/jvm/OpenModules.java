package io.ringtail.bench.jvm;

/** The options that the daemon's classes need in a JVM not started from their jar, whose manifest supplies them. */
public final class OpenModules {
    /** Exports {@code jdk.internal.misc}. */
    public static final String MISC = "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED";

    /** Exports {@code jdk.internal.ref}. */
    public static final String REF = "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED";

    /** Opens {@code java.lang.reflect}. */
    public static final String REFLECT = "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED";

    /** Opens {@code sun.nio.ch}. */
    public static final String CHANNELS = "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED";

    /** All of them, separated by single blanks. */
    public static final String FLAGS = MISC + ' ' + REF + ' ' + REFLECT + ' ' + CHANNELS;

    private OpenModules() {}
}

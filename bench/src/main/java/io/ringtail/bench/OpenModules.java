package io.ringtail.bench;

/** The options that the daemon's classes need in a JVM not started from their jar, whose manifest supplies them. */
final class OpenModules {
    /** Separated by single blanks. */
    static final String FLAGS = "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED"
            + " --add-exports=java.base/jdk.internal.ref=ALL-UNNAMED"
            + " --add-opens=java.base/java.lang.reflect=ALL-UNNAMED"
            + " --add-opens=java.base/sun.nio.ch=ALL-UNNAMED";

    private OpenModules() {}
}

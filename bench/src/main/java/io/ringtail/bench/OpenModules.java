package io.ringtail.bench;

/** What the daemon's classes need of a JVM that was not started with their jar, whose manifest gives it. */
final class OpenModules {
    /** Separated by one blank each. */
    static final String FLAGS = "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED"
            + " --add-exports=java.base/jdk.internal.ref=ALL-UNNAMED"
            + " --add-opens=java.base/java.lang.reflect=ALL-UNNAMED"
            + " --add-opens=java.base/sun.nio.ch=ALL-UNNAMED";

    private OpenModules() {}
}

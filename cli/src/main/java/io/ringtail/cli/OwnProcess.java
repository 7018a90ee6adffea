package io.ringtail.cli;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Further processes of this program, with the same Java and options and another command. */
final class OwnProcess {
    /** By which a service manager and its service find each other: a command's own daemon is not that service. */
    private static final Set<String> OF_SERVICES = Set.of(
            "NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID", "LISTEN_FDS", "LISTEN_FDNAMES", "LISTEN_PID", "FDSTORE");

    private OwnProcess() {}

    /** The path of this process's Java. */
    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** Prepares a process without starting it; it inherits standard error. */
    static ProcessBuilder of(List<String> jvmOptions, String... command) {
        List<String> line = new ArrayList<>();
        line.add(java());
        line.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        line.addAll(jvmOptions);
        String classPath = System.getProperty("java.class.path");
        if (classPath.endsWith(".jar") && !classPath.contains(":")) {
            line.addAll(List.of("-jar", classPath));
        } else {
            line.addAll(List.of("-cp", classPath, Main.class.getName()));
        }
        line.addAll(List.of(command));
        ProcessBuilder process = new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.INHERIT);
        process.environment().keySet().removeAll(OF_SERVICES);
        return process;
    }
}

package io.ringtail.daemon.control;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A separate process that attaches and stays attached. */
final class ClientProcess implements AutoCloseable {
    private final Process process;

    ClientProcess(Path dir) throws Exception {
        process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        ClientProcess.class.getName(),
                        dir.toString()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** Attaches, and names a thread 4104711. */
    public static void main(String[] args) throws Exception {
        try (TestTracer tracer = new TestTracer(Path.of(args[0]))) {
            tracer.attachment().slots().take(Thread.currentThread(), 4_104_711);
            Thread.sleep(TimeUnit.MINUTES.toMillis(5));
        }
    }

    long pid() {
        return process.pid();
    }

    void signal(String name) throws Exception {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
        if (kill.waitFor() != 0) {
            throw new AssertionError("kill -" + name + " failed");
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}

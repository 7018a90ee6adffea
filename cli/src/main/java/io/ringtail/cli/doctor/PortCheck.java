package io.ringtail.cli.doctor;

import io.ringtail.proto.layout.RunFiles;
import java.nio.file.Path;

/** The examination of the packaged service's port, where no daemon serves. */
public final class PortCheck {
    private PortCheck() {}

    /** Adds whether the port is taken, which would keep a daemon from starting. */
    public static void check(Findings findings) {
        check(Path.of("/proc"), findings);
    }

    static void check(Path proc, Findings findings) {
        new PortUse(proc)
                .of(RunFiles.HTTP_PORT)
                .ifPresentOrElse(
                        who -> findings.note("port: " + RunFiles.HTTP_PORT + " is taken by " + who
                                + ": end that, or give the daemon another --http HOST:PORT"),
                        () -> findings.ok("port: " + RunFiles.HTTP_PORT + " is free"));
    }
}

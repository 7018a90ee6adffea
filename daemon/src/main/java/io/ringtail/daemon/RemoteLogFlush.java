package io.ringtail.daemon;

import io.ringtail.daemon.log.RemoteLog;
import org.agrona.concurrent.Agent;

/** Triggers the log lines that count suppressed lines when they are due. */
final class RemoteLogFlush implements Agent {
    private final RemoteLog log;

    RemoteLogFlush(RemoteLog log) {
        this.log = log;
    }

    @Override
    public int doWork() {
        log.flush();
        return 0;
    }

    @Override
    public String roleName() {
        return "log";
    }
}

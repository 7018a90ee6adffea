package io.ringtail.daemon.agent;

import io.netty.channel.Channel;
import io.ringtail.daemon.access.Audit;
import io.ringtail.daemon.buffer.BufferFile;
import io.ringtail.daemon.life.DaemonEnd;
import io.ringtail.daemon.log.RemoteLog;

/** What all sessions of an agent share, on its one event loop. */
final class AgentShared {
    /** CPUs that get a port though they have never been online: the peer runs a process for each. */
    private static final int MOST_ABSENT_CPUS = 256;

    private final AgentSettings settings;
    private final AgentSource source;
    private final DaemonEnd end;
    private final RemoteLog log;
    private final EventLeases leases;
    private int recordings;

    AgentShared(AgentSettings settings, AgentSource source, DaemonEnd end, RemoteLog log) {
        this.settings = settings;
        this.source = source;
        this.end = end;
        this.log = log;
        this.leases = new EventLeases(source.events(), new Audit(log), settings.mayEnable());
    }

    AgentSettings settings() {
        return settings;
    }

    AgentSource source() {
        return source;
    }

    DaemonEnd end() {
        return end;
    }

    RemoteLog log() {
        return log;
    }

    EventLeases leases() {
        return leases;
    }

    /**
     * The number of CPUs, from 0 on, of a recording that begins now: all possible ones, since the protocol cannot add
     * one later; but, of more than 256, only those up to the last that has been online.
     *
     * @throws RequestRefusedException if there are more than one recording can have
     */
    int cpus() throws RequestRefusedException {
        BufferFile buffer = source.feeds().buffer();
        int cpus = buffer.geometry().possibleCpus();
        while (cpus > MOST_ABSENT_CPUS && buffer.ring(cpus - 1) == null) {
            cpus--;
        }
        return requireRoom(cpus);
    }

    /** Requires that the answer to a request has room for a port of each CPU, and returns their number. */
    static int requireRoom(int cpus) throws RequestRefusedException {
        if (cpus > Recording.MOST_CPUS) {
            throw new RequestRefusedException(cpus + " CPUs need a port each, and a message of trace-cmd's protocol has"
                    + " room for those of " + Recording.MOST_CPUS + ": use ringtail record");
        }
        return cpus;
    }

    /**
     * Counts a recording until its connection is closed.
     *
     * @param headLength the bytes of its file's head
     */
    void enter(Channel control, int cpus, int headLength) throws RequestRefusedException {
        int most = settings.recordings(
                cpus, source.feeds().buffer().geometry().ring().subbufSize(), headLength);
        if (recordings >= most) {
            throw new RequestRefusedException(
                    recordings + " recordings are in progress, and the limit of those with " + cpus + " CPUs and "
                            + headLength + " bytes of formats and names is " + most + ": end one of them");
        }
        recordings++;
        control.closeFuture().addListener(closed -> recordings--);
    }

    /** Requires that an event is registered for the patterns, since the file could not describe a later one. */
    void requireMatch(EventSelection selection) throws RequestRefusedException {
        boolean any =
                source.events().events().stream().anyMatch(event -> selection.wants(event.system(), event.name()));
        if (!any) {
            throw new RequestRefusedException("no registered event matches "
                    + RecordArguments.printable(selection.toString())
                    + ": start the application first, and see ringtail list");
        }
    }

    byte[] head(WantedEvents wanted, int cpus) {
        return FileHead.of(source.feeds(), source.events().events(), wanted::isWanted, cpus);
    }
}

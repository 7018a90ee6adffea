package io.ringtail.daemon.control;

import io.ringtail.daemon.buffer.BufferFile;
import io.ringtail.daemon.hotplug.OnlineHandshake;
import io.ringtail.daemon.life.Duties;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares the parts of the file that only the daemon writes with the daemon's own copy, and restores them if a process
 * that can write to the file has changed them: header and descriptors, online mask and epoch, client records, owners of
 * thread slots, events. Logged in one line a minute at most. For the conductor's thread.
 */
final class FileCare {
    private static final Logger LOG = LoggerFactory.getLogger(FileCare.class);
    private static final long LOG_INTERVAL_NS = TimeUnit.MINUTES.toNanos(1);

    private final BufferFile file;
    private final OnlineHandshake handshake;
    private final ClientTable clients;
    private final ThreadSlotBlocks blocks;
    private final EventRegistry events;
    private long healed;
    private long reported;
    private long nextReportNs;

    FileCare(
            BufferFile file,
            OnlineHandshake handshake,
            ClientTable clients,
            ThreadSlotBlocks blocks,
            EventRegistry events) {
        this.file = file;
        this.handshake = handshake;
        this.clients = clients;
        this.blocks = blocks;
        this.events = events;
    }

    void heal(long nowNs) {
        Duties duties = new Duties();
        int inHeader = duties.run(file::heal);
        int inMask = duties.run(handshake::heal);
        int inRecords = duties.run(clients::heal);
        int inSlots = duties.run(blocks::heal);
        int inEvents = duties.run(events::heal);
        healed += inHeader + inMask + inRecords + inSlots + inEvents;
        if (healed > reported && (reported == 0 || nowNs - nextReportNs >= 0)) {
            LOG.warn(
                    "{} was corrupted by a process with write access: restored {} words of the header and CPU"
                            + " descriptors, {} of the online mask and epoch, {} client records, {} owners of thread"
                            + " slots, {} events; {} in all so far",
                    file.path(),
                    inHeader,
                    inMask,
                    inRecords,
                    inSlots,
                    inEvents,
                    healed);
            reported = healed;
            nextReportNs = nowNs + LOG_INTERVAL_NS;
        }
        duties.end();
    }
}

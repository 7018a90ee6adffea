package io.ringtail.daemon.recovery;

import io.ringtail.daemon.buffer.BootId;
import io.ringtail.daemon.buffer.BufferFileException;
import io.ringtail.daemon.buffer.BufferImage;
import io.ringtail.daemon.buffer.PageSink;
import io.ringtail.daemon.buffer.RingAccount;
import io.ringtail.daemon.control.RegisteredEvent;
import io.ringtail.daemon.control.RunDirectory;
import io.ringtail.daemon.control.StoredClients;
import io.ringtail.daemon.control.StoredEvents;
import io.ringtail.daemon.control.StoredNames;
import io.ringtail.proto.page.PageIterator;
import io.ringtail.proto.stream.ClockPair;
import io.ringtail.proto.stream.HeaderTexts;
import io.ringtail.proto.stream.StreamHeader;
import io.ringtail.reader.tracedat.Destination;
import io.ringtail.reader.tracedat.Recording;
import io.ringtail.reader.tracedat.TraceDatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.Consumer;

/**
 * Creates a trace.dat from a buffer file, which is only read. If no process can be writing, what dead threads owed is
 * repaired in this process's memory; otherwise the rings are read as the daemon reads them, up to now.
 */
public final class Recovery {
    /** More text than any program registers, and small enough for a small heap. */
    private static final long MOST_TEXT = 4 << 20;

    private final Path file;
    private final Destination target;
    private final Consumer<Recording> progress;
    private final BitSet eventIds = new BitSet();
    private final PageIterator page = new PageIterator();

    /**
     * Creates a recovery without starting it.
     *
     * @param progress called after each page
     */
    public Recovery(Path file, Destination target, Consumer<Recording> progress) {
        this.file = file;
        this.target = target;
        this.progress = progress;
    }

    /** The first frame, with the wall clock's relation to the events' if that can still be known. */
    private static StreamHeader hello(BufferImage image) {
        ClockPair clocks = isOfThisBoot(image) ? ClockPair.now() : null;
        return HeaderTexts.hello(image.geometry(), image.bootId(), "", clocks);
    }

    private static boolean isOfThisBoot(BufferImage image) {
        return image.bootId().equals(BootId.current());
    }

    /**
     * Writes the trace.dat.
     *
     * @throws BufferFileException if the file is not a readable buffer file
     * @throws TraceDatException if the trace.dat cannot be written
     */
    public RecoveryReport run() throws IOException, BufferFileException, TraceDatException {
        try (BufferImage image = BufferImage.open(file);
                Recording recording = new Recording(target, hello(image))) {
            boolean ofThisBoot = isOfThisBoot(image);
            StoredClients clients = StoredClients.read(file, image.geometry());
            boolean daemon = ofThisBoot && RunDirectory.isServed(file);
            int living = ofThisBoot && RunDirectory.holds(file) ? clients.living() : 0;
            List<RingAccount> cpus = rings(image, recording, daemon || living > 0);
            StoredEvents events = StoredEvents.read(file, image.geometry(), eventIds::get, MOST_TEXT);
            for (RegisteredEvent event : events.events()) {
                recording.onFormat(event.id(), event.system(), event.format());
            }
            StoredNames.read(file, image.geometry())
                    .forEach((tid, thread) -> recording.onCmdline(tid, thread.pid(), thread.name()));
            recording.write();
            return new RecoveryReport(
                    image.geometry(),
                    ofThisBoot,
                    daemon,
                    clients.attached(),
                    living,
                    events.spoiled().cardinality(),
                    cpus);
        }
    }

    private List<RingAccount> rings(BufferImage image, Recording recording, boolean live)
            throws IOException, BufferFileException {
        BitSet rings = image.rings();
        PageSink sink = (cpu, subbuf, start, end, bytes, length) -> {
            note(bytes, length);
            recording.onPage(cpu, subbuf, start, end, bytes, 0, length);
            progress.accept(recording);
        };
        List<RingAccount> accounts = new ArrayList<>();
        for (int cpu = rings.nextSetBit(0); cpu >= 0; cpu = rings.nextSetBit(cpu + 1)) {
            recording.onCpu(cpu, true);
            accounts.add(live ? image.readLive(cpu, sink) : image.recover(cpu, sink));
        }
        return accounts;
    }

    /** Records which events occur: only their texts are needed. */
    private void note(ByteBuffer bytes, int length) {
        page.wrap(bytes, 0, length);
        while (page.next()) {
            if (page.payloadLength() >= Short.BYTES) {
                eventIds.set(Short.toUnsignedInt(bytes.getShort(page.payloadOffset())));
            }
        }
    }
}

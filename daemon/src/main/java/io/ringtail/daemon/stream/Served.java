package io.ringtail.daemon.stream;

import io.ringtail.daemon.buffer.BufferFile;
import io.ringtail.daemon.life.Health;
import io.ringtail.reader.merge.MergedEvents;
import java.util.Collection;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Everything that is served, and by whose leave: the daemon's parts as the server sees them.
 *
 * @param buffer the pages
 * @param events the registered events
 * @param names the threads' names
 * @param clients the attached processes now
 * @param handshakes how CPUs come online
 * @param text a new receiver's printer, which appends trace_pipe's lines
 * @param json a new receiver's printer, which appends lines of JSON
 * @param snapshots takes snapshots
 * @param health whether the daemon lives and can do its work
 * @param clock CLOCK_MONOTONIC, ns: the clock of the events
 * @param host the host's name
 * @param version the daemon's version
 */
public record Served(
        BufferFile buffer,
        ServedEvents events,
        ThreadNames names,
        Supplier<Collection<ServedClient>> clients,
        ServedHandshakes handshakes,
        Function<StringBuilder, MergedEvents> text,
        Function<StringBuilder, MergedEvents> json,
        ServedSnapshots snapshots,
        Health health,
        LongSupplier clock,
        String host,
        String version) {}

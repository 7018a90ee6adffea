package io.ringtail.daemon;

import io.ringtail.daemon.control.RegisteredEvent;
import io.ringtail.daemon.files.OwnFiles;
import io.ringtail.proto.layout.BufferMode;
import io.ringtail.proto.layout.RingGeometry;
import io.ringtail.proto.layout.RunFiles;
import io.ringtail.reader.filter.EventPattern;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Properties;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The settings of an instance, and the file in its run directory that keeps them for the next daemon.
 *
 * @param events patterns of the events that are enabled from the first on, separated by commas; others are disabled
 */
record InstanceSettings(BufferMode mode, RingGeometry ring, String events) {
    private static final int MOST_EVENTS_TEXT = 1000;
    private static final String EVENTS = "events";

    /**
     * Checks settings.
     *
     * @param bufferSize the size of each CPU's ring
     * @throws IllegalArgumentException if one of them is not valid
     */
    static InstanceSettings of(String bufferSize, int subbufSize, String mode, String events) {
        if (events.length() > MOST_EVENTS_TEXT) {
            throw new IllegalArgumentException("the patterns of events have " + events.length() + " characters, but "
                    + MOST_EVENTS_TEXT + " are the limit: enable others by ringtail enable");
        }
        patterns(events).forEach(EventPattern::new);
        try {
            DaemonSettings.Values checked = new DaemonSettings()
                    .set(Setting.BUFFER_SIZE, bufferSize)
                    .set(Setting.SUBBUF_SIZE, ByteSize.format(subbufSize))
                    .set(Setting.MODE, mode)
                    .conclude();
            return new InstanceSettings(checked.mode(), checked.ring(), events);
        } catch (SettingsException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private static Stream<String> patterns(String events) {
        return Stream.of(events.split(",", -1)).map(String::strip).filter(pattern -> !pattern.isEmpty());
    }

    /** Reads the settings in an instance's run directory. */
    static InstanceSettings read(Path directory) throws IOException {
        Properties found = new Properties();
        try (Reader reader = Files.newBufferedReader(directory.resolve(RunFiles.INSTANCE))) {
            found.load(reader);
            return of(
                    found.getProperty(Setting.BUFFER_SIZE.key(), ""),
                    (int) Math.min(Integer.MAX_VALUE, ByteSize.parse(found.getProperty(Setting.SUBBUF_SIZE.key(), ""))),
                    found.getProperty(Setting.MODE.key(), ""),
                    found.getProperty(EVENTS, ""));
        } catch (IllegalArgumentException e) {
            throw new IOException(directory.resolve(RunFiles.INSTANCE) + " is damaged (" + e.getMessage() + ")", e);
        }
    }

    /** Writes them into an instance's run directory: from then on the instance exists, for clients too. */
    void write(Path directory) throws IOException {
        Properties own = new Properties();
        own.setProperty(Setting.BUFFER_SIZE.key(), ByteSize.format(bufferSize()));
        own.setProperty(Setting.SUBBUF_SIZE.key(), ByteSize.format(ring.subbufSize()));
        own.setProperty(Setting.MODE.key(), modeText());
        own.setProperty(EVENTS, events);
        Path file = directory.resolve(RunFiles.INSTANCE);
        Path unfinished = directory.resolve(RunFiles.INSTANCE + ".new");
        try (Writer writer = Channels.newWriter(OwnFiles.make(unfinished, OwnFiles.PUBLIC), StandardCharsets.UTF_8)) {
            own.store(writer, "Written by ringtail instance add");
        }
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /**
     * Returns these settings with the rest of a daemon's. The buffer is a file, since the service manager keeps only the
     * daemon's own.
     *
     * @param directory of the instance
     */
    DaemonSettings.Values within(DaemonSettings.Values daemon, Path directory) {
        return new DaemonSettings.Values(
                directory,
                BufferMemory.FILE,
                mode,
                ring,
                daemon.http(),
                daemon.credentials(),
                daemon.groups(),
                daemon.anonymous(),
                daemon.limits(),
                null,
                daemon.sysfs(),
                daemon.losslessTimeoutNs(),
                daemon.snapshotDirectory().resolve(RunFiles.INSTANCES).resolve(directory.getFileName()),
                daemon.snapshotSpace(),
                daemon.instanceSpace(),
                daemon.processRecords(),
                daemon.processShare(),
                daemon.userShare(),
                daemon.logLevel());
    }

    /** The size of each CPU's ring in bytes. */
    long bufferSize() {
        return (long) ring.subbufSize() * ring.subbufCount();
    }

    /** The mode, as the setting has it. */
    String modeText() {
        return mode.name().toLowerCase(Locale.ROOT);
    }

    /** Returns which new events are enabled. */
    Predicate<RegisteredEvent> enabledAtFirst() {
        EventPattern[] wanted = patterns(events).map(EventPattern::new).toArray(EventPattern[]::new);
        return event -> Stream.of(wanted).anyMatch(pattern -> pattern.matches(event.system(), event.name()));
    }
}

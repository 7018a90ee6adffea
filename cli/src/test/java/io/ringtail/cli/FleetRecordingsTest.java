package io.ringtail.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.proto.layout.BufferMode;
import io.ringtail.proto.stream.StreamHeader;
import io.ringtail.reader.fleet.FleetHost;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FleetRecordingsTest {
    private static final UUID BOOT = new UUID(1, 2);
    private static final StreamHeader HELLO =
            new StreamHeader(4096, 1, BufferMode.OVERWRITE, BOOT, "mono", "kernel-name", "", "", null);

    @TempDir
    private Path directory;

    @Test
    void shouldGiveEachRingBufferAFileOfItsOwn() throws Exception {
        try (FleetRecordings recordings = new FleetRecordings(directory, "")) {
            recordings.begin(new FleetHost("web", BOOT, 1), HELLO);
            recordings.begin(new FleetHost("web-2", BOOT, 1), HELLO);
            recordings.begin(new FleetHost("web", BOOT, 2), HELLO);
            recordings.begin("db", HELLO);
            recordings.write(null);
            assertThat(recordings.parts())
                    .extracting(FleetRecordings.Part::host)
                    .containsExactly("web", "web-2", "web", "db");
        }
        assertThat(directory).isDirectoryContaining("glob:**/web.dat");
        assertThat(directory.toFile().list()).containsExactlyInAnyOrder("web.dat", "web-2.dat", "web-3.dat", "db.dat");
    }

    @Test
    void shouldOrderTheFilesByHostsAndThenAsTheyCame() throws Exception {
        try (FleetRecordings recordings = new FleetRecordings(directory, "")) {
            recordings.begin(new FleetHost("web-10", BOOT, 1), HELLO);
            recordings.begin(new FleetHost("web-1", BOOT, 1), HELLO);
            recordings.begin(new FleetHost("web-1", BOOT, 2), HELLO);
            recordings.write(null);
            assertThat(FleetFiles.paths(FleetFiles.byHost(recordings.parts())))
                    .extracting(file -> String.valueOf(file.getFileName()))
                    .containsExactly("web-1.dat", "web-1-2.dat", "web-10.dat");
        }
    }
}

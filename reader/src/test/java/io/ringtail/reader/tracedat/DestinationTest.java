package io.ringtail.reader.tracedat;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DestinationTest {
    @TempDir
    private Path directory;

    @Test
    void shouldReplaceAFileOnceTheNewOneIsComplete() throws Exception {
        Path file = Files.writeString(directory.resolve("trace.dat"), "old");
        Destination.file(file).write(out -> {
            write(out);
            assertThat(file).hasContent("old");
        });
        assertThat(file).hasContent("trace");
        assertThat(names()).containsExactly("trace.dat");
    }

    @Test
    void shouldLeaveNothingOfAFileThatIsNotComplete() throws Exception {
        assertThatThrownBy(
                        () -> Destination.file(directory.resolve("trace.dat")).write(out -> {
                            write(out);
                            throw new IOException("no space");
                        }))
                .hasMessage("no space");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void shouldKeepACompleteFileThatCannotGetItsName() throws Exception {
        // A directory that is not empty cannot be replaced by any user; it appears while the file is written.
        Path file = directory.resolve("trace.dat");
        Destination target = Destination.file(file).removedAtExit();
        Throwable problem = catchThrowable(() -> target.write(out -> {
            write(out);
            Files.createDirectories(file.resolve("inner"));
        }));
        assertThat(problem).isInstanceOf(UnnamedFileException.class);
        String kept = names().stream()
                .filter(name -> name.endsWith(".part"))
                .findFirst()
                .orElseThrow();
        assertThat(directory.resolve(kept)).hasContent("trace");
        assertThat(problem)
                .hasMessageStartingWith(file + " cannot be replaced (")
                .hasMessageEndingWith("): the complete file is " + directory.resolve(kept) + "; rename it");
        assertThat(TraceDatWriter.unwritable(target, (IOException) problem)).hasMessage(problem.getMessage());
    }

    private static void write(WritableByteChannel out) throws IOException {
        out.write(ByteBuffer.wrap("trace".getBytes(US_ASCII)));
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> String.valueOf(file.getFileName())).toList();
        }
    }
}

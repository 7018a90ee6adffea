package io.ringtail.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Impossible requests, each of which yields one line of advice and an exit status. */
@Tag("once")
@Timeout(120)
@Tag("extensive")
final class BadInputTest {
    @TempDir
    private Path scratch;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            1 | tail --dir SCRATCH/none              | none does not exist
            1 | stat --dir SCRATCH                   | no daemon is running in
            1 | list --url http://127.0.0.1:1        | cannot connect to
            1 | record --dir SCRATCH -o SCRATCH/x/y  | x does not exist
            1 | daemon --dir SCRATCH/none            | is not a directory
            2 | daemon --config SCRATCH/none         | none does not exist
            1 | report SCRATCH/none                  | none does not exist
            2 | daemon --buffer-size 3m              | give a power of two from
            2 | daemon --subbuf-size 1               | give a power of two from
            2 | daemon --mode sideways               | give overwrite
            2 | daemon --http 70000                  | give HOST:PORT
            2 | load --threads 0                     | give a number from 1
            2 | tail --duration yesterday            | is not a duration
            2 | tail --cpu x                         | give a list of CPUs
            2 | tail --count 0                       | give a number above 0
            2 | nonsense                             | ringtail --help
            """)
    void shouldSayWhatToDoInOneLine(int status, String command, String text) throws Exception {
        String[] words = command.replace("SCRATCH", scratch.toString()).split(" ");
        RingtailProcess.Ended ended = RingtailProcess.run(scratch, words);
        assertThat(ended.status()).isEqualTo(status);
        assertThat(ended.err()).startsWith("ringtail: ").contains(text).hasLineCount(1);
        assertThat(ended.out()).isEmpty();
    }

    @Test
    void shouldLeaveAFileAloneThatIsNoBuffer() throws Exception {
        Path buffer = Files.writeString(scratch.resolve("buffer"), "something else");
        RingtailProcess.Ended ended = RingtailProcess.run(scratch, "daemon", "--dir", scratch.toString());
        assertThat(ended.err()).contains("is not a Ringtail buffer").hasLineCount(1);
        assertThat(ended.status()).isEqualTo(1);
        assertThat(buffer).hasContent("something else");
    }

    @Test
    void shouldNameEventsThatAreNearWhatMatchesNothing() throws Exception {
        try (RingtailHost host = new RingtailHost()) {
            host.run("load", "--dir", host.dir(), "--count", "1");
            RingtailProcess.Ended ended = RingtailProcess.run(
                    scratch, "tail", "--dir", host.dir(), "--event", "load:tock", "--duration", "1ms");
            assertThat(ended.err()).contains("no event matches 'load:tock'").contains("load:tick");
            assertThat(ended.status()).isZero();
        }
    }
}

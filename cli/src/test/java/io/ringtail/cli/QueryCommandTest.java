package io.ringtail.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

/** The command without its optional module, which this module's tests do not see. */
final class QueryCommandTest {
    @Test
    void shouldSayHowToGetTheModule() {
        StringWriter err = new StringWriter();
        int status = Main.commandLine().setErr(new PrintWriter(err, true)).execute("query", "trace.dat", "select 1");
        assertThat(status).isEqualTo(1);
        assertThat(err.toString())
                .hasLineCount(1)
                .startsWith("ringtail: ")
                .contains("ringtail-query.jar is not installed", "mvn -pl query -am package");
    }

    @Test
    void shouldAskForSql() {
        StringWriter err = new StringWriter();
        int status = Main.commandLine().setErr(new PrintWriter(err, true)).execute("query", "trace.dat");
        assertThat(status).isEqualTo(2);
        assertThat(err.toString()).hasLineCount(1).contains("give files, then SQL");
    }
}

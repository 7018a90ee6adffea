package io.ringtail.cli;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * A process that runs one command after another, each as {@link Main} would: a command takes a fraction of the CPU time
 * that a JVM of its own takes to start. Each line of standard input holds a command's words, URL-encoded.
 */
public final class CommandHost {
    /** Follows a command's output, its exit status, and its errors, none of which contains it. */
    public static final char END = '\0';

    private CommandHost() {}

    /** Runs commands until standard input ends. */
    public static void main(String[] none) throws IOException {
        Locale.setDefault(Locale.ROOT);
        PrintStream out = System.out;
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            int status = run(words(line));
            out.print(END + "" + status + END + err.toString(StandardCharsets.UTF_8) + END);
            out.flush();
            err.reset();
            // The client unmaps a buffer once it is collected; the next daemons need the memory.
            System.gc();
        }
    }

    private static String[] words(String line) {
        return Arrays.stream(line.split(" ", -1))
                .map(word -> URLDecoder.decode(word, StandardCharsets.UTF_8))
                .toArray(String[]::new);
    }

    private static int run(String[] words) {
        try {
            return Main.commandLine(words).execute(words);
        } catch (Throwable problem) {
            return Problems.ofProcess().report(problem);
        }
    }
}

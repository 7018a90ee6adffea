package io.ringtail.system;

import io.ringtail.cli.CommandHost;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;

/**
 * A {@link CommandHost} in its own process, for commands that prepare a test or look at its result. Each command has a
 * process of its own in other tests. Hosts that are idle wait for the next command, and end with the tests' JVM.
 */
final class WarmCommands {
    private static final Queue<WarmCommands> IDLE = new ConcurrentLinkedQueue<>();

    private final RingtailProcess process;

    private WarmCommands() throws IOException {
        process = RingtailProcess.startLasting(
                List.of(), Path.of("target"), List.of("-XX:TieredStopAtLevel=1"), CommandHost.class.getName());
    }

    /** Runs a command to its end, for two minutes at most. */
    static RingtailProcess.Ended run(String... command) throws IOException {
        WarmCommands idle = IDLE.poll();
        WarmCommands commands = idle == null ? new WarmCommands() : idle;
        CompletableFuture<Void> limit = commands.process.limit();
        RingtailProcess.Ended ended = commands.ended(RingtailProcess.patient(command));
        if (limit.cancel(false)) {
            IDLE.add(commands);
        }
        return ended;
    }

    private RingtailProcess.Ended ended(List<String> command) throws IOException {
        process.tell(command.stream()
                .map(word -> URLEncoder.encode(word, StandardCharsets.UTF_8))
                .collect(Collectors.joining(" ")));
        String out = part(command);
        int status = Integer.parseInt(part(command));
        return new RingtailProcess.Ended(status, out, part(command));
    }

    private String part(List<String> command) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int c = process.out().read();
                c != CommandHost.END;
                c = process.out().read()) {
            if (c < 0) {
                throw new AssertionError(command + " has ended its JVM, or did not end: " + text + process.err());
            }
            text.append((char) c);
        }
        return text.toString();
    }
}

package io.ringtail.cli;

import io.ringtail.daemon.AddressFile;
import io.ringtail.daemon.buffer.RingCounter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ringtail demo}: shows every feature once on this machine, and leaves only a recording. */
@Command(
        name = "demo",
        description = {
            "Demonstrates Ringtail in a few seconds: starts a daemon in a temporary directory and two sample JVMs,"
                    + " prints their events live, records a trace.dat, and reports the cost of one event.",
            "",
            "Only the recording remains afterwards, or, with --keep, once the demo is ended.",
            "",
            "With --fleet it shows two hosts instead, whose events go through Kafka and come out merged, and a snapshot"
                    + " of both. Nothing remains of it but the topics on a broker that --kafka names."
        },
        footer = {
            "  ringtail demo",
            "  ringtail demo --seconds 2 -o /tmp/shop.dat",
            "  ringtail demo --keep",
            "  ringtail demo --fleet",
            "  ringtail demo --fleet --kafka broker:9092"
        })
final class DemoCommand implements Callable<Integer> {
    private static final int MAX_SECONDS = 3600;
    private static final long RECORD_LIMIT_S = 30;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "5",
            description = "How long to print events (default: ${DEFAULT-VALUE}).")
    private int seconds;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            defaultValue = "ringtail-demo.dat",
            description = "The recording (default: ${DEFAULT-VALUE}).")
    private Path file;

    @Option(
            names = "--keep",
            description =
                    "Afterwards leave the daemon and the two JVMs running, for a browser, until SIGINT or SIGTERM.")
    private boolean keep;

    @Mixin
    private DemoFleetOptions fleet;

    private final Output output = Output.standard();

    @Override
    public Integer call() throws Exception {
        if (seconds < 1 || seconds > MAX_SECONDS) {
            throw new ParameterException(
                    spec.commandLine(), "--seconds is " + seconds + ": give a number from 1 to " + MAX_SECONDS);
        }
        if (fleet.isFleet()) {
            refuse("--output", "the demo of a fleet records nothing");
            refuse("--keep", "the demo of a fleet has no page to go on for");
            return new DemoFleet(output, seconds, fleet).run();
        }
        fleet.requireNoneAlone();
        TargetFile.file(file);
        try (TemporaryHost host = new TemporaryHost("ringtail-demo")) {
            String dir = host.directory().toString();
            say("ringtail demo: starting a daemon in " + dir);
            Process daemon = host.start(
                    List.of("-Xmx64m", "-Dringtail.log=WARN", "-Dringtail.audit=WARN"), "daemon", "--dir", dir);
            host.awaitDaemon(daemon);
            String page = AddressFile.url(host.directory()).orElseThrow(() -> new IOException("the daemon has ended"));
            say("ringtail demo: a browser on this machine shows what happens at " + page + "/");
            say("ringtail demo: starting two JVMs, each a small shop; printing their events for " + seconds + " s:");
            List<Process> shops = startShops(host);
            Process recorder =
                    host.start(List.of("-Xmx64m"), "record", "--dir", dir, "--from", "oldest", "-o", file.toString());
            int status =
                    Main.commandLine().execute("tail", "--dir", dir, "--from", "oldest", "--duration", seconds + "s");
            shops.forEach(TemporaryHost::end);
            finish(recorder);
            if (status == 0) {
                sumUp(host, dir);
                if (keep) {
                    startShops(host);
                    say("\nThe two JVMs go on, at " + page + "/; Ctrl-C ends the demo.");
                    awaitEnd(daemon);
                }
            }
            return status;
        }
    }

    private void refuse(String option, String reason) {
        if (spec.commandLine().getParseResult().hasMatchedOption(option)) {
            throw new ParameterException(spec.commandLine(), reason + ": give --fleet without " + option);
        }
    }

    private static List<Process> startShops(TemporaryHost host) throws IOException {
        String dir = host.directory().toString();
        return List.of(
                host.start(List.of("-Xmx64m"), "demo-shop", "--dir", dir, "--shop", "1"),
                host.start(List.of("-Xmx64m"), "demo-shop", "--dir", dir, "--shop", "2"));
    }

    private static void awaitEnd(Process daemon) throws InterruptedException {
        CountDownLatch ended = new CountDownLatch(1);
        EndSignals.onFirst(ended::countDown);
        daemon.onExit().thenRun(ended::countDown);
        ended.await();
    }

    private static void finish(Process recorder) throws CommandException, InterruptedException {
        recorder.destroy();
        if (!recorder.waitFor(RECORD_LIMIT_S, TimeUnit.SECONDS) || recorder.exitValue() != 0) {
            throw new CommandException("the recording failed; its error message is above");
        }
    }

    private void sumUp(TemporaryHost host, String dir) throws IOException, CommandException, InterruptedException {
        DaemonReport report = DaemonReport.of(
                LocalDaemon.in(host.directory()).orElseThrow(() -> new IOException("the daemon has ended")));
        long written = report.sum(RingCounter.WRITTEN);
        long lost = report.sum(RingCounter.OVERRUN) + report.sum(RingCounter.DROPPED);
        say("ringtail demo: measuring the cost of one event");
        Map<String, Object> cost = Json.object(host.output("demo-cost", "--dir", dir));
        String name = quoted(file);
        say(String.format(
                Locale.ROOT,
                "%nTwo JVMs wrote %,d events on %d CPUs; %,d were lost.%n"
                        + "An event of three numbers costs %s ns of CPU time in a warm JVM, a JFR event %s ns.%n"
                        + "%s (%,d bytes) contains the shops' events. Open it with%n"
                        + "  trace-cmd report %s%n  kernelshark %s%n  ringtail report %s",
                written,
                report.cpus().size(),
                lost,
                cost.get("ringtail_ns"),
                cost.get("jfr_ns"),
                file,
                Files.size(file),
                name,
                name,
                name));
    }

    private static String quoted(Path path) {
        String text = path.toString();
        return text.matches("[\\w./+-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }

    private void say(String line) throws IOException {
        output.line(line);
        output.flush();
    }
}

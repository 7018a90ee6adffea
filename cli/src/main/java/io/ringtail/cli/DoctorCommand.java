package io.ringtail.cli;

import io.ringtail.cli.doctor.DirectoryCheck;
import io.ringtail.cli.doctor.Finding;
import io.ringtail.cli.doctor.Findings;
import io.ringtail.cli.doctor.HostCheck;
import io.ringtail.cli.doctor.NamespaceCheck;
import io.ringtail.cli.doctor.ProcessCheck;
import io.ringtail.daemon.NodeName;
import io.ringtail.reader.CharacterRule;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ringtail doctor}: says why there is no event. */
@Command(
        name = "doctor",
        description = {
            "Says why there is no event: examines the machine, a run directory and its daemon and, with --pid, an"
                    + " application's process, without asking that process; with --kafka, a fleet's topics and when this"
                    + " host's shipper was last heard of. In a container, it sees that container's"
                    + " side, and says which namespaces the others have.",
            "",
            "Each finding is one line: ok, note (perhaps a reason) or problem (with what to do). The exit status is 0"
                    + " if there is no problem, 1 if there is one, and 2 if the arguments are wrong. Run it as root or as"
                    + " the application's user, to whom its environment and its mappings can be shown."
        },
        footer = {
            "  ringtail doctor",
            "  ringtail doctor --pid 1234",
            "  ringtail doctor --dir /tmp/rt --pid 1234",
            "  ringtail doctor --kafka broker:9092"
        })
final class DoctorCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private DirectoryOption directory;

    @Option(
            names = "--pid",
            paramLabel = "PID",
            description = "An application's process; without --dir, the directory examined is the one it uses.")
    private @Nullable Integer pid;

    @Mixin
    private KafkaOptions kafka;

    @Option(
            names = "--host",
            paramLabel = "NAME",
            description =
                    "With --kafka: the name under which this host's events are shipped (default: the kernel's node"
                            + " name).")
    private @Nullable String host;

    @Option(names = "--json", description = "Print the findings as one line of JSON.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        if (pid != null && pid <= 0) {
            throw new ParameterException(spec.commandLine(), "--pid " + pid + " is no process: give a positive number");
        }
        kafka.requireNoneAlone();
        Findings findings = new Findings();
        examine(findings);
        if (kafka.areGiven()) {
            FleetCheck.check(kafka.settings(), host == null ? NodeName.own() : host, findings);
        }
        Output output = Output.standard();
        output.line(json ? json(findings) : text(findings));
        output.flush();
        if (findings.problems() > 0) {
            throw new CommandException(
                    findings.problems() == 1
                            ? "1 problem was found: do what its line on standard output says"
                            : findings.problems() + " problems were found: do what their lines on standard output say");
        }
        return 0;
    }

    private void examine(Findings findings) {
        HostCheck.checkThis(findings);
        Optional<ProcessCheck> process = pid == null ? Optional.empty() : ProcessCheck.of(pid, findings);
        Path chosen = process.filter(found -> !directory.isGiven())
                .flatMap(ProcessCheck::directory)
                .orElseGet(directory::orDefault)
                .toAbsolutePath();
        Optional<DaemonReport> report =
                DirectoryCheck.check(chosen, findings) ? new DaemonCheck(chosen, findings).check() : Optional.empty();
        if (process.isPresent() && pid != null) {
            int client = pid;
            Optional<AttachmentCheck> attachment = report.map(
                    daemon -> new AttachmentCheck(client, daemon, NamespaceCheck.sharesPids(daemon.pid(), chosen)));
            process.get()
                    .check(
                            chosen,
                            attachment.filter(AttachmentCheck::isAttached).isPresent(),
                            findings);
            attachment.ifPresent(check -> check.check(findings));
        }
    }

    private static String text(Findings findings) {
        return findings.all().stream()
                .map(finding ->
                        String.format(Locale.ROOT, "%-8s%s", finding.level().label(), finding.text()))
                .collect(Collectors.joining("\n"));
    }

    private static String json(Findings findings) {
        return findings.all().stream()
                .map(DoctorCommand::json)
                .collect(Collectors.joining(",", "{\"problems\":" + findings.problems() + ",\"findings\":[", "]}"));
    }

    private static String json(Finding finding) {
        StringBuilder out =
                new StringBuilder("{\"level\":\"").append(finding.level().label());
        CharacterRule.JSON.append(finding.text(), out.append("\",\"text\":\""));
        return out.append("\"}").toString();
    }
}

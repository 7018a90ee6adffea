package io.ringtail.daemon.life;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The checks of the daemon's health. A daemon that is not live must be restarted; one that is live and not ready cannot
 * do all its work yet, or any more. Any thread may call this; checks return at once.
 */
public final class Health {
    private final List<Check> live = new CopyOnWriteArrayList<>();
    private final List<Check> ready = new CopyOnWriteArrayList<>();

    /**
     * The outcome of one evaluation.
     *
     * @param ok whether no check failed
     * @param failures a line for each check that failed
     * @param all a line for each check
     */
    public record Verdict(boolean ok, String failures, String all) {}

    private record Check(String name, Supplier<String> problem) {}

    private record Outcome(String name, String problem) {
        boolean failed() {
            return !problem.isEmpty();
        }

        String line() {
            return failed() ? "[-]" + name + " failed: " + problem + '\n' : "[+]" + name + " ok\n";
        }
    }

    /** Adds a check that must hold as long as the daemon lives; its problem is empty while it does. */
    public void addLive(String name, Supplier<String> problem) {
        live.add(new Check(name, problem));
    }

    /** Adds a check that must hold for the daemon to do its work. */
    public void addReady(String name, Supplier<String> problem) {
        ready.add(new Check(name, problem));
    }

    /** Evaluates whether the daemon is live. */
    public Verdict live() {
        return verdict(live.stream());
    }

    /** Evaluates whether the daemon is live and can do all its work. */
    public Verdict ready() {
        return verdict(Stream.concat(live.stream(), ready.stream()));
    }

    private static Verdict verdict(Stream<Check> checks) {
        List<Outcome> outcomes = checks.map(
                        check -> new Outcome(check.name(), check.problem().get()))
                .toList();
        StringBuilder failures = new StringBuilder();
        StringBuilder all = new StringBuilder();
        for (Outcome outcome : outcomes) {
            all.append(outcome.line());
            failures.append(outcome.failed() ? outcome.line() : "");
        }
        return new Verdict(failures.isEmpty(), failures.toString(), all.toString());
    }
}

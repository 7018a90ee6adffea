package io.ringtail.daemon.http;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.ringtail.daemon.feed.FeedOptions;
import io.ringtail.proto.stream.Position;
import io.ringtail.proto.stream.Positions;
import io.ringtail.reader.filter.Since;
import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a query, each parsed by type; a parameter that cannot be understood is a problem, and never
 * ignored.
 */
final class Parameters {
    private final Map<String, List<String>> values;

    Parameters(Map<String, List<String>> values) {
        this.values = values;
    }

    /** Refuses all parameters but these, and any that is given twice. */
    void only(String... names) throws HttpProblem {
        TreeSet<String> known = new TreeSet<>(List.of(names));
        for (Map.Entry<String, List<String>> entry : values.entrySet()) {
            if (!known.contains(entry.getKey())) {
                throw bad("unknown parameter '" + shown(entry.getKey()) + "': "
                        + (known.isEmpty()
                                ? "this path accepts none"
                                : "this path accepts " + String.join(", ", known)));
            }
            if (entry.getValue().size() > 1) {
                throw bad("parameter '" + entry.getKey() + "' is given more than once");
            }
        }
    }

    /** {@code NAME=0} or {@code NAME=1}. */
    boolean flag(String name, boolean standard) throws HttpProblem {
        String value = value(name);
        if (value == null) {
            return standard;
        }
        return switch (value) {
            case "0" -> false;
            case "1" -> true;
            default -> throw bad(name + "=" + shown(value) + ": must be 0 or 1");
        };
    }

    /** {@code NAME}, or {@code NAME=1}. */
    boolean present(String name) throws HttpProblem {
        String value = value(name);
        return value != null && (value.isEmpty() || flag(name, false));
    }

    /** {@code from=oldest}, the default, or {@code from=now}. */
    boolean fromOldest() throws HttpProblem {
        String value = value("from");
        if (value == null || value.equals("oldest")) {
            return true;
        }
        if (value.equals("now")) {
            return false;
        }
        throw bad("from=" + shown(value) + ": must be oldest or now");
    }

    /**
     * {@code since=TIME} on the events' clock, ns, or {@link FeedOptions#ALL_TIMES} if absent.
     *
     * @param other a parameter that contradicts it
     */
    long since(String other, long nowNs) throws HttpProblem {
        String value = value("since");
        if (value == null) {
            return FeedOptions.ALL_TIMES;
        }
        if (value(other) != null) {
            throw bad("give since or " + other + ", not both");
        }
        try {
            return Since.parse(value).at(nowNs, Instant.now());
        } catch (IllegalArgumentException e) {
            throw bad("since=" + shown(value) + ": " + e.getMessage());
        }
    }

    /** {@code cpu=0,2-5}; every possible CPU if absent. */
    BitSet cpus(int possible) throws HttpProblem {
        BitSet cpus = new BitSet(possible);
        String value = value("cpu");
        if (value == null) {
            cpus.set(0, possible);
            return cpus;
        }
        for (String range : value.split(",", -1)) {
            addRange(cpus, range, possible);
        }
        return cpus;
    }

    private static void addRange(BitSet cpus, String range, int possible) throws HttpProblem {
        int dash = range.indexOf('-');
        int first = cpu(dash < 0 ? range : range.substring(0, dash), possible);
        int last = dash < 0 ? first : cpu(range.substring(dash + 1), possible);
        if (first > last) {
            throw bad("cpu=" + shown(range) + ": the range runs backwards");
        }
        cpus.set(first, last + 1);
    }

    private static int cpu(String text, int possible) throws HttpProblem {
        try {
            return requirePossible(Integer.parseInt(text), text, possible);
        } catch (NumberFormatException e) {
            throw bad("cpu list has '" + shown(text) + "': must be numbers and ranges, like 0,2-5");
        }
    }

    private static int requirePossible(int cpu, String text, int possible) throws HttpProblem {
        if (cpu < 0 || cpu >= possible) {
            throw bad("cpu " + shown(text) + " does not exist: CPUs are 0 to " + (possible - 1));
        }
        return cpu;
    }

    /**
     * {@code NAME=BUFFER:CPU.POSITION,…}, as formatted by {@link Positions#text}; null if absent.
     *
     * @param buffer creation time of the buffer that the positions must refer to
     */
    @Nullable
    Map<Integer, Position> positions(String name, int possible, long buffer) throws HttpProblem {
        String value = value(name);
        if (value == null) {
            return null;
        }
        Positions positions = positions(name, value);
        if (positions.buffer() != buffer) {
            throw new HttpProblem(
                    HttpResponseStatus.GONE,
                    "the positions refer to another buffer: repeat the request without " + name);
        }
        for (int cpu : positions.byCpu().keySet()) {
            requirePossible(cpu, Integer.toString(cpu), possible);
        }
        return positions.byCpu();
    }

    private static Positions positions(String name, String text) throws HttpProblem {
        try {
            return Positions.parse(text);
        } catch (IllegalArgumentException e) {
            throw bad(name + ": " + e.getMessage());
        }
    }

    /** {@code NAME=BYTES}, or {@code NAME=any}. */
    long bytes(String name, long standard, long any) throws HttpProblem {
        String value = value(name);
        if (value == null) {
            return standard;
        }
        try {
            long bytes = value.equals("any") ? any : Long.parseLong(value);
            if (bytes >= 0) {
                return bytes;
            }
        } catch (NumberFormatException e) {
            throw bad(name + "=" + shown(value) + ": must be a number of bytes, or any");
        }
        throw bad(name + "=" + shown(value) + ": must not be negative");
    }

    /** {@code NAME=0} to {@code NAME=100}; 0 if absent. */
    int percent(String name) throws HttpProblem {
        String value = value(name);
        if (value == null) {
            return 0;
        }
        if (value.matches("\\d{1,2}|100")) {
            return Integer.parseInt(value);
        }
        throw bad(name + "=" + shown(value) + ": must be a number from 0 to 100");
    }

    /** {@code NAME=TEXT}, which is mandatory. */
    String mandatory(String name) throws HttpProblem {
        String value = text(name);
        if (value.isEmpty()) {
            throw bad("the parameter " + name + " is missing: give " + name + "=VALUE");
        }
        return value;
    }

    /** {@code NAME=NUMBER}, which is mandatory. */
    long number(String name) throws HttpProblem {
        String value = mandatory(name);
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw bad(name + "=" + shown(value) + ": must be a number");
        }
    }

    /** Whether the parameter is there, whatever its value. */
    boolean has(String name) {
        return value(name) != null;
    }

    /** {@code NAME=TEXT}, empty if absent. */
    String text(String name) {
        String value = value(name);
        return value == null ? "" : value;
    }

    private @Nullable String value(String name) {
        List<String> given = values.get(name);
        return given == null ? null : given.get(0);
    }

    private static HttpProblem bad(String line) {
        return new HttpProblem(HttpResponseStatus.BAD_REQUEST, line);
    }

    private static String shown(String text) {
        return Printable.of(text);
    }
}

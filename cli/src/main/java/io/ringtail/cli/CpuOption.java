package io.ringtail.cli;

import java.util.BitSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The option that selects CPUs. */
final class CpuOption {
    private static final Pattern LIST = Pattern.compile("\\d{1,4}(-\\d{1,4})?(,\\d{1,4}(-\\d{1,4})?)*");

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(names = "--cpu", paramLabel = "LIST", description = "Only these CPUs, like 0,2-5 (default: all).")
    private @Nullable String cpus;

    /** The list as it was given; null for all. */
    @Nullable
    String list() {
        String list = cpus;
        if (list != null && !LIST.matcher(list).matches()) {
            throw new ParameterException(spec.commandLine(), "--cpu is '" + list + "': give a list of CPUs like 0,2-5");
        }
        return list;
    }

    /** The CPUs; null for all. */
    @Nullable
    BitSet set() {
        String list = list();
        if (list == null) {
            return null;
        }
        BitSet set = new BitSet();
        for (String range : list.split(",", -1)) {
            String[] ends = range.split("-", 2);
            int first = Integer.parseInt(ends[0]);
            int last = Integer.parseInt(ends[ends.length - 1]);
            if (first > last) {
                throw new ParameterException(
                        spec.commandLine(), "--cpu is '" + list + "': the range " + range + " runs backwards");
            }
            set.set(first, last + 1);
        }
        return set;
    }
}

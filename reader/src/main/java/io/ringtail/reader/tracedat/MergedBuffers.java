package io.ringtail.reader.tracedat;

import java.util.ArrayList;
import java.util.List;

/**
 * The buffers of a merged file. The buffers of the first machine keep their names; those of another one have its name
 * before their own, so that every tool tells the machines' CPUs apart.
 */
final class MergedBuffers {
    private final List<String> names = new ArrayList<>(List.of(""));
    private final List<String> machines = new ArrayList<>(List.of(""));

    /** Adds a machine, and returns its label. */
    void add(List<MergeFile> machine) {
        String host = machine.stream()
                .map(file -> FileHead.printable(file.host()))
                .filter(name -> !name.isEmpty())
                .findFirst()
                .orElse("host" + (machines.size() + 1));
        String label = host;
        for (int i = 2; machines.contains(label); i++) {
            label = host + '-' + i;
        }
        machines.add(label);
    }

    /** Returns the index of a machine's buffer. */
    int index(int machine, String buffer) {
        String label = machines.get(machine);
        String name = label.isEmpty() || buffer.isEmpty() ? label + buffer : label + '.' + buffer;
        int known = names.indexOf(name);
        if (known >= 0) {
            return known;
        }
        names.add(name);
        return names.size() - 1;
    }

    String label(int machine) {
        return machines.get(machine);
    }

    List<String> names() {
        return names;
    }
}

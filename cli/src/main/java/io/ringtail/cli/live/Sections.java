package io.ringtail.cli.live;

import java.util.ArrayList;
import java.util.List;

/** Groups of lines one below the other. Where there are more lines than rows, the longest groups are cut. */
public final class Sections {
    /** The lines that a cut section keeps at least: its head, one line, and how many are missing. */
    private static final int LEAST = 3;

    private final List<List<String>> all = new ArrayList<>();

    /** Creates no sections. */
    public Sections() {}

    /** Adds a section; one without lines is left out. */
    public void add(List<String> lines) {
        if (!lines.isEmpty()) {
            all.add(List.copyOf(lines));
        }
    }

    /** Returns all lines with an empty line between sections, at most so many. */
    public List<String> lines(int rows) {
        int[] kept = all.stream().mapToInt(List::size).toArray();
        int total = all.size() - 1;
        for (int lines : kept) {
            total += lines;
        }
        int longest = longest(kept);
        for (; total > rows && longest >= 0 && kept[longest] > LEAST; longest = longest(kept)) {
            kept[longest]--;
            total--;
        }
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < kept.length; i++) {
            if (i > 0) {
                lines.add("");
            }
            addCut(all.get(i), kept[i], lines);
        }
        return lines.subList(0, Math.max(0, Math.min(rows, lines.size())));
    }

    private static int longest(int[] sizes) {
        int longest = -1;
        for (int i = 0; i < sizes.length; i++) {
            if (longest < 0 || sizes[i] > sizes[longest]) {
                longest = i;
            }
        }
        return longest;
    }

    private static void addCut(List<String> section, int kept, List<String> lines) {
        if (kept == section.size()) {
            lines.addAll(section);
        } else {
            lines.addAll(section.subList(0, kept - 1));
            lines.add("… " + (section.size() - kept + 1) + " more");
        }
    }
}

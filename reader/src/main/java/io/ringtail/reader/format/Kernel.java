package io.ringtail.reader.format;

/** What the texts of events need to know of the kernel that wrote them. */
public record Kernel(Machine machine, FunctionNames functions, PrintkFormats printkFormats) {
    /** A kernel of which nothing is known but that it ran on a usual machine. */
    public static final Kernel UNKNOWN = new Kernel(Machine.LITTLE_64, FunctionNames.NONE, PrintkFormats.NONE);
}

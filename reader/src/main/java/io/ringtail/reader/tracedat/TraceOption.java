package io.ringtail.reader.tracedat;

/** An option of a file's head, as it is stored. */
@SuppressWarnings("ArrayRecordComponent") // options are not compared
record TraceOption(int id, byte[] data) {
    /** Whether a copy of the file keeps it: it says something of the trace, and holds no location in the file. */
    boolean isKept() {
        return switch (id) {
            case TraceDatFormat.OPTION_DATE,
                    TraceDatFormat.OPTION_TRACECLOCK,
                    TraceDatFormat.OPTION_UNAME,
                    TraceDatFormat.OPTION_HOOK,
                    TraceDatFormat.OPTION_OFFSET,
                    TraceDatFormat.OPTION_VERSION,
                    TraceDatFormat.OPTION_PROCMAPS,
                    TraceDatFormat.OPTION_TRACEID,
                    TraceDatFormat.OPTION_TIME_SHIFT,
                    TraceDatFormat.OPTION_GUEST,
                    TraceDatFormat.OPTION_TSC2NSEC,
                    TraceDatFormat.OPTION_SAVED_TGIDS,
                    TraceDatFormat.OPTION_ORIGIN -> true;
            default -> false;
        };
    }

    /** Whether it says how the pages' times become those that are shown. */
    boolean isAboutTime() {
        return id == TraceDatFormat.OPTION_DATE
                || id == TraceDatFormat.OPTION_OFFSET
                || id == TraceDatFormat.OPTION_TIME_SHIFT
                || id == TraceDatFormat.OPTION_TSC2NSEC;
    }
}

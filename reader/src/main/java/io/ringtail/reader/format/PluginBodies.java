package io.ringtail.reader.format;

import io.ringtail.proto.event.EventFormat;
import io.ringtail.proto.event.FormatField;

/** The print fmts of the events to which libtraceevent's plugins give a special form. */
final class PluginBodies {
    private static final String SCHED_SWITCH = """
            "%s:%d [%d] %s ==> %s:%d [%d]", REC->prev_comm, REC->prev_pid, REC->prev_prio, (REC->prev_state & 0xff)
            ? __print_flags(REC->prev_state & 0xff, "|", { 1, "S" }, { 2, "D" }, { 4, "T" }, { 8, "t" }, { 16, "Z" },
            { 32, "X" }, { 64, "x" }, { 128, "W" }) : "R", REC->next_comm, REC->next_pid, REC->next_prio""";
    private static final String SCHED_WAKEUP =
            "\"%s:%d [%d] CPU:%03d\", REC->comm, REC->pid, REC->prio, REC->target_cpu";
    private static final String HRTIMER_START = """
            "hrtimer=%p function=%ps expires=%llu softexpires=%llu", REC->hrtimer, REC->function, REC->expires,
            REC->softexpires""";
    private static final String HRTIMER_EXPIRE_ENTRY =
            "\"hrtimer=%p now=%llu function=%ps\", REC->hrtimer, REC->now, REC->function";
    private static final String RAW_DATA = "\"# %x %s\", REC->id, __print_hex(REC->buf, 0x7fffffff)";

    private PluginBodies() {}

    /** The plugin's body, if there is one and its fields exist; otherwise the print fmt's. */
    static EventBody of(String system, EventFormat format, EventBody printed) {
        try {
            return switch (system + ':' + format.name()) {
                case "sched:sched_switch" -> {
                    EventBody body = compiled(format, SCHED_SWITCH);
                    yield learning(format, "next", learning(format, "prev", body));
                }
                case "sched:sched_wakeup", "sched:sched_wakeup_new" ->
                    new CommLesson(span(format, "comm"), number(format, "pid"), compiled(format, SCHED_WAKEUP));
                case "timer:hrtimer_start" -> compiled(format, HRTIMER_START);
                case "timer:hrtimer_expire_entry" -> compiled(format, HRTIMER_EXPIRE_ENTRY);
                case "ftrace:raw_data" -> compiled(format, RAW_DATA);
                default -> printed;
            };
        } catch (PrintFmtException e) {
            return printed;
        }
    }

    private static EventBody learning(EventFormat format, String prefix, EventBody body) throws PrintFmtException {
        return new CommLesson(span(format, prefix + "_comm"), number(format, prefix + "_pid"), body);
    }

    private static EventBody compiled(EventFormat format, String printFmt) throws PrintFmtException {
        return new PrintFmtCompiler(new EventFormat(format.name(), format.id(), format.fields(), printFmt)).compile();
    }

    private static Span span(EventFormat format, String name) throws PrintFmtException {
        return new Span(field(format, name));
    }

    private static FieldNumber number(EventFormat format, String name) throws PrintFmtException {
        FormatField field = field(format, name);
        return new FieldNumber(name, field.offset(), field.size(), false);
    }

    private static FormatField field(EventFormat format, String name) throws PrintFmtException {
        return format.field(name).orElseThrow(() -> new PrintFmtException("there is no field " + name));
    }
}

package io.ringtail.reader.format;

import io.ringtail.proto.event.EventFormat;
import io.ringtail.proto.event.FormatField;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The bodies of the events to which libtraceevent's plugins and trace-cmd give a special form. */
final class PluginBodies {
    private static final String SCHED_SWITCH = """
            "%s:%d [%d] %s ==> %s:%d [%d]", REC->prev_comm, REC->prev_pid, REC->prev_prio, (REC->prev_state & 0xff)
            ? __print_flags(REC->prev_state & 0xff, "|", { 1, "S" }, { 2, "D" }, { 4, "T" }, { 8, "t" }, { 16, "Z" },
            { 32, "X" }, { 64, "x" }, { 128, "W" }) : "R", REC->next_comm, REC->next_pid, REC->next_prio""";
    private static final String SCHED_WAKEUP =
            "\"%s:%d [%d] CPU:%03d\", REC->comm, REC->pid, REC->prio, REC->target_cpu";
    private static final String TIMER = "\"hrtimer=%p\", REC->hrtimer";
    private static final String TIMER_NOW = "\"hrtimer=%p now=%llu\", REC->hrtimer, REC->now";
    private static final String TIMER_EXPIRES = "\" expires=%llu softexpires=%llu\", REC->expires, REC->softexpires";
    private static final String RAW_DATA = "\"# %x %s\", REC->id, __print_hex(REC->buf, 0x7fffffff)";
    private static final String TLB_FLUSH = """
            "pages=%ld reason=%s (%d)", REC->pages, REC->reason > 3 ? "" : __print_symbolic(REC->reason,
            { 0, "flush on task switch" }, { 1, "remote shootdown" }, { 2, "local shootdown" },
            { 3, "local mm shootdown" }), REC->reason""";

    private final EventFormat format;
    private final EventBody printed;
    private final Kernel kernel;

    private PluginBodies(EventFormat format, EventBody printed, Kernel kernel) {
        this.format = format;
        this.printed = printed;
        this.kernel = kernel;
    }

    /** The plugin's body, if there is one and its fields exist; otherwise the print fmt's. */
    static EventBody of(String system, EventFormat format, EventBody printed, Kernel kernel) {
        try {
            return new PluginBodies(format, printed, kernel).body(system);
        } catch (PrintFmtException e) {
            return printed;
        }
    }

    private EventBody body(String system) throws PrintFmtException {
        return switch (system) {
            case "ftrace" -> ftrace();
            case "sched" -> sched();
            case "timer" -> timer();
            case "kmem" -> kmem();
            case "kvm", "kvmmmu" -> KvmBodies.of(format, printed, kernel);
            case "syscalls" -> format.name().equals("sys_enter_futex") ? futex() : printed;
            case "tlb" -> format.name().equals("tlb_flush") ? compiled(TLB_FLUSH) : printed;
            default -> printed;
        };
    }

    private EventBody ftrace() throws PrintFmtException {
        return switch (format.name()) {
            case "function" -> new CallBody(number("ip"), number("parent_ip"), kernel.functions());
            case "funcgraph_entry" -> new GraphBody(number("func"), number("depth"), null, kernel.functions());
            case "funcgraph_exit" ->
                new GraphBody(
                        number("func"),
                        number("depth"),
                        new GraphBody.Times(number("calltime"), number("rettime")),
                        kernel.functions());
            case "kernel_stack" -> new StackBody(field(format, "caller").offset(), kernel);
            case "bprint" ->
                new PrintkBody(number("ip"), number("fmt"), field(format, "buf").offset(), kernel);
            case "raw_data" -> compiled(RAW_DATA);
            default -> printed;
        };
    }

    private EventBody sched() throws PrintFmtException {
        return switch (format.name()) {
            case "sched_switch" -> learning("next_", learning("prev_", compiled(SCHED_SWITCH)));
            case "sched_wakeup", "sched_wakeup_new" -> learning("", compiled(SCHED_WAKEUP));
            default -> printed;
        };
    }

    private EventBody learning(String prefix, EventBody body) throws PrintFmtException {
        return new CommLesson(new Span(field(format, prefix + "comm")), number(prefix + "pid"), body);
    }

    private EventBody timer() throws PrintFmtException {
        return switch (format.name()) {
            case "hrtimer_start" ->
                new BodySequence(List.of(compiled(TIMER), timerFunction(), compiled(TIMER_EXPIRES)));
            case "hrtimer_expire_entry" -> new BodySequence(List.of(compiled(TIMER_NOW), timerFunction()));
            default -> printed;
        };
    }

    private EventBody timerFunction() throws PrintFmtException {
        return new TimerFunctionBody(number("function"), kernel.functions());
    }

    private EventBody kmem() throws PrintFmtException {
        return switch (format.name()) {
            case "kmalloc", "kmalloc_node", "kfree", "kmem_cache_alloc", "kmem_cache_alloc_node", "kmem_cache_free" ->
                new BodySequence(List.of(new CallSiteBody(number("call_site"), kernel.functions()), printed));
            default -> printed;
        };
    }

    private EventBody futex() throws PrintFmtException {
        Map<String, FieldNumber> arguments = new HashMap<>();
        for (String name : FutexBody.ARGUMENTS) {
            arguments.put(name, number(name));
        }
        return new FutexBody(Map.copyOf(arguments), printed);
    }

    private EventBody compiled(String printFmt) throws PrintFmtException {
        return compiled(format, printFmt, kernel);
    }

    static EventBody compiled(EventFormat format, String printFmt, Kernel kernel) throws PrintFmtException {
        return PrintFmtCompiler.compile(new EventFormat(format.name(), format.id(), format.fields(), printFmt), kernel);
    }

    private FieldNumber number(String name) throws PrintFmtException {
        return number(format, name);
    }

    static FieldNumber number(EventFormat format, String name) throws PrintFmtException {
        FormatField field = field(format, name);
        return new FieldNumber(name, field.offset(), field.size(), false, Kernel.UNKNOWN);
    }

    private static FormatField field(EventFormat format, String name) throws PrintFmtException {
        return format.field(name).orElseThrow(() -> new PrintFmtException("there is no field " + name));
    }
}

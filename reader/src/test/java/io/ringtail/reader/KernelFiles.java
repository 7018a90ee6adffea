package io.ringtail.reader;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The kernel's own pages, formats and headers among the test resources. */
public final class KernelFiles {
    private static final List<String> FORMATS = List.of(
            "ftrace__print",
            "ftrace__raw_data",
            "irq__irq_handler_entry",
            "irq_vectors__call_function_single_entry",
            "irq_vectors__call_function_single_exit",
            "irq_vectors__local_timer_entry",
            "irq_vectors__local_timer_exit",
            "raw_syscalls__sys_enter",
            "raw_syscalls__sys_exit",
            "sched__sched_stat_runtime",
            "sched__sched_switch",
            "sched__sched_wakeup",
            "sched__sched_waking",
            "timer__hrtimer_expire_entry",
            "timer__hrtimer_expire_exit",
            "timer__hrtimer_start",
            "timer__itimer_expire");

    /** An event's format, and the system that it belongs to. */
    public record Format(String system, String text) {}

    private KernelFiles() {}

    /** Returns the formats of all events in the pages. */
    public static List<Format> formats() {
        return FORMATS.stream()
                .map(name -> new Format(name.substring(0, name.indexOf("__")), text("format_" + name + ".txt")))
                .toList();
    }

    public static Map<Integer, String> savedComms() {
        Map<Integer, String> comms = new TreeMap<>();
        text("saved_cmdlines.txt").lines().forEach(line -> {
            int space = line.indexOf(' ');
            comms.put(Integer.parseInt(line.substring(0, space)), line.substring(space + 1));
        });
        return comms;
    }

    /** Returns the pages of several CPUs, whose files' names are separated by blanks. */
    public static List<byte[]> pages(String names) {
        return Stream.of(names.split(" ", -1)).map(KernelFiles::bytes).toList();
    }

    public static String text(String name) {
        return new String(bytes(name), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String name) {
        try (InputStream in = KernelFiles.class.getResourceAsStream("/kernel/" + name)) {
            if (in == null) {
                throw new IllegalStateException("there is no test resource kernel/" + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

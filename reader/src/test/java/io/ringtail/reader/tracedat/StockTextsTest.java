package io.ringtail.reader.tracedat;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The texts of events, compared with those that the installed trace-cmd prints for the same file. */
final class StockTextsTest {
    private static final long CODE = 0xffffffff81000000L;
    private static final long STRING = 0xffffffff82000000L;
    private static final String KALLSYMS = """
            ffffffff81000000 T start_here
            ffffffff81000010 T my_function
            ffffffff81000020 t other\t[mod]
            ffffffff81000030 A absolute
            ffffffff81000040 T $marker
            ffffffff81000060 T first_name
            ffffffff81000060 T second_name
            ffffffff81000080 T the_last
            """;
    private static final String PRINTK_FORMATS = """
            0xffffffff82000000 : "Start context switch"
            0xffffffff82000008 : "value %d of %u name %s %5.2s|%*d\\n"
            0xffffffff82000010 : "%lu %llx %hhd %hd %c %p %pS %pI4 %%"
            """;
    private static final String FIELDS = """
            u64 a;8;8;0
            s32 b;16;4;1
            char t[8];20;8;0
            u8 mac[6];28;6;0
            u8 ip[16];34;16;0
            __u8 sa[28];50;28;0
            void * fn;80;8;0
            const char * s;88;8;0
            __data_loc unsigned long[] m;96;4;0
            __rel_loc unsigned long[] r;100;4;0
            guid_t g;104;16;0
            __data_loc __u8[] dsa;120;4;0
            u8 v4[4];124;4;0""";
    private static final List<String> PRINT_FMTS = List.of(
            "\"%pI4 %pi4 %pI4h %pI4n %pI4b %pI4l\", REC->v4, REC->v4, REC->v4, REC->v4, REC->v4, REC->v4",
            "\"%pI6 %pi6 %pI6c\", REC->ip, REC->ip, REC->ip",
            "\"%pM %pm %pMF %pMR\", REC->mac, REC->mac, REC->mac, REC->mac",
            "\"%pU %pUb %pUl %pUB %pUL\", REC->ip, REC->ip, REC->ip, REC->ip, REC->ip",
            "\"%pUb %pUL\", REC->g, REC->g",
            "\"%pISpc|%pIS|%pISc|%pISp|%piS\", REC->sa, REC->sa, REC->sa, REC->sa, REC->sa",
            "\"%pISpc\", __get_sockaddr(dsa)",
            "\"%ps %pS %pF %pf %p\", REC->fn, (void *)REC->fn, REC->fn, REC->fn, REC->fn",
            "\"%s\", REC->s",
            "\"%s %s\", __get_bitmask(m), __get_rel_bitmask(r)",
            "\"%s %s\", __get_cpumask(m), __get_rel_cpumask(r)",
            "\"%u\", jiffies_to_msecs(REC->a)",
            "\"%d %u\", (REC)->b, ((REC)->b)",
            "\"%llu %s\", (((u64)(REC)->a << 8) | 1), (REC)->t",
            "\"%s\", __print_symbolic(REC->b, { 1, \"a\\\\nb\" }, { 2, \"two\" })",
            "\"%d%% 100%\", REC->b",
            "\"%s\", unknown(REC->mac)",
            "");

    @TempDir
    Path directory;

    @Test
    void shouldPrintEachConversionAsStockTraceCmdDoes() throws Exception {
        ForgedTrace trace = trace();
        List<String> addresses = List.of(
                "20010db8000000000001000000000001",
                "00000000000000000000ffff7f000001",
                "00000000000000000000000000000000",
                "fe8000000000000000005efe01020304",
                "00010000000200030004000500060007",
                "00010000000000030000000000000007");
        for (int i = 0; i < PRINT_FMTS.size(); i++) {
            trace.format("x", "kind" + i, 3000 + i, FIELDS, PRINT_FMTS.get(i));
            // Stock trace-cmd shows an array as numbers once it has seen one that is no text.
            boolean listsFields = i >= PRINT_FMTS.size() - 2;
            for (int j = 0; j < (listsFields ? 1 : addresses.size()); j++) {
                trace.event(0, 3000 + i, payload(j, HexFormat.of().parseHex(addresses.get(j))));
            }
        }
        assertThat(Reports.checkSame(trace.write(directory.resolve("trace.dat")), directory))
                .hasSize((PRINT_FMTS.size() - 2) * addresses.size() + 2)
                .anyMatch(line -> line.endsWith("80000000,00000000,00000001,0000010f 00000000,0000010f"))
                .anyMatch(line -> line.endsWith(
                        "my_function my_function+0x4 my_function+0x4 my_function " + "0xffffffff81000014"));
    }

    /** The fields and what they refer to, by their offsets from the event's start. */
    private static byte[] payload(int kind, byte[] address) {
        long[] code = {CODE + 0x14, CODE + 0x2f, CODE + 0x85, 0, CODE + 0x60, 0x123};
        ByteBuffer event = ByteBuffer.allocate(180).order(ByteOrder.LITTLE_ENDIAN);
        event.putLong(8, 0x1_0203L + kind).putInt(16, kind - 2).put(20, ForgedTrace.bytes("text"));
        event.put(28, new byte[] {1, 2, 3, 4, 5, -1}).put(34, address);
        event.put(50, kind % 2 == 0 ? socket(2, address, 4) : socket(kind == 5 ? 77 : 10, address, 8));
        event.putLong(80, code[kind]).putLong(88, kind < 2 ? STRING : 0x42);
        event.putInt(96, (16 << Short.SIZE) | 128).putInt(100, (8 << Short.SIZE) | (144 - 104));
        event.put(104, address).putInt(120, (28 << Short.SIZE) | 152).put(124, address, 12, 4);
        event.putInt(128, 0x10f).putInt(132, 1 << kind).putInt(140, 0x8000_0000);
        event.putInt(144, 0x10f).put(152, socket(2, address, 4));
        return Arrays.copyOfRange(event.array(), 8, event.capacity());
    }

    private static byte[] socket(int family, byte[] address, int offset) {
        ByteBuffer socket =
                ByteBuffer.allocate(28).order(ByteOrder.LITTLE_ENDIAN).putShort((short) family);
        socket.order(ByteOrder.BIG_ENDIAN).putShort((short) 8080);
        socket.position(offset).put(address, 0, Math.min(16, 28 - offset));
        return socket.array();
    }

    @Test
    void shouldPrintTheEventsOfPluginsAsStockTraceCmdDoes() throws Exception {
        ForgedTrace trace = trace();
        futex(trace);
        kernelStacksAndCalls(trace);
        allocationsAndTimers(trace);
        hypervisor(trace);
        Reports.checkSame(trace.write(directory.resolve("trace.dat")), directory);
    }

    private static void futex(ForgedTrace trace) {
        trace.format(
                "syscalls",
                "sys_enter_futex",
                400,
                """
                int __syscall_nr;8;4;1
                u32 * uaddr;16;8;0
                int op;24;8;0
                u32 val;32;8;0
                const struct x * utime;40;8;0
                u32 * uaddr2;48;8;0
                u32 val3;56;8;0""",
                "\"uaddr: 0x%08lx, op: 0x%08lx\", ((unsigned long)(REC->uaddr)), ((unsigned long)(REC->op))");
        for (int op : new int[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 0x80, 0x109, 0x18b, 77}) {
            ByteBuffer payload = ByteBuffer.allocate(56).order(ByteOrder.LITTLE_ENDIAN);
            payload.putInt(202).putInt(0).putLong(0x7fce_3018_1e38L).putLong(op).putLong(5);
            trace.event(
                    0, 400, payload.putLong(0x1234).putLong(0xabc).putLong(-1).array());
        }
    }

    private static void kernelStacksAndCalls(ForgedTrace trace) {
        trace.format(
                "ftrace", "function", 1, "unsigned long ip;8;8;0\nunsigned long parent_ip;16;8;0", "\"%ps\", REC->ip");
        long[][] calls = {{0x10, 0}, {0x20, 0x10}, {0x60, 0x20}, {0x24, 0x10}, {0x500, 0}, {0x10, 0x61}, {0x60, 0x999}};
        for (long[] call : calls) {
            trace.event(1, 1, longs(CODE + call[0], CODE + call[1]));
        }
        trace.format(
                "ftrace",
                "kernel_stack",
                4,
                "int size;8;4;1\nunsigned long caller[8];16;64;0",
                "\"%ps\", REC->caller[0]");
        trace.event(0, 4, longs(3, CODE + 0x12, 0x123, CODE + 0x64, -1, CODE));
        trace.event(0, 4, longs(1, CODE + 0x12));
        trace.format(
                "ftrace",
                "bprint",
                6,
                "unsigned long ip;8;8;0\nconst char * fmt;16;8;0\nu32 buf[];24;0;0",
                "\"%ps: %s\", (void *)REC->ip, REC->fmt");
        ByteBuffer printk = ByteBuffer.allocate(44).order(ByteOrder.LITTLE_ENDIAN);
        printk.putLong(CODE + 0x14).putLong(STRING + 8).putInt(-42).putInt(7).put(ForgedTrace.bytes("abc\0xyz\0"));
        trace.event(0, 6, printk.putInt(6).putInt(-9).array());
        trace.event(0, 6, longs(CODE, STRING + 0x999));
        trace.format(
                "ftrace",
                "bputs",
                15,
                "unsigned long ip;8;8;0\nconst char * str;16;8;0",
                "\"%ps: %s\", (void *)REC->ip, REC->str");
        trace.event(0, 15, longs(CODE + 0x14, STRING)).event(0, 15, longs(CODE, 5));
        trace.format(
                "ftrace",
                "funcgraph_entry",
                11,
                "unsigned long func;8;8;0\nunsigned int depth;16;4;0",
                "\"--> %ps\", (void *)REC->func");
        trace.format("ftrace", "funcgraph_exit", 10, """
                unsigned long func;8;8;0
                unsigned int depth;16;4;0
                unsigned int overrun;20;4;0
                unsigned long long calltime;24;8;0
                unsigned long long rettime;32;8;0""", "\"<-- %ps\", (void *)REC->func");
        trace.event(0, 11, longs(CODE + 0x10, 0))
                .event(0, 11, longs(CODE + 0x20, 1))
                .event(0, 15, longs(CODE, STRING));
        trace.event(0, 11, longs(CODE + 0x20, 1)).event(0, 10, longs(CODE + 0x20, 1, 1_000, 1_777));
        trace.event(0, 11, longs(CODE + 0x20, 1)).event(0, 10, longs(CODE + 0x10, 1, 1_000, 1_777));
        for (long ns : new long[] {5, 12_345, 123_456, 1_234_567, 12_345_678_901L, 1_234_567_890_123_456L}) {
            trace.event(0, 10, longs(CODE + 0x20, 1, 1_000, 1_000 + ns));
        }
    }

    private static void allocationsAndTimers(ForgedTrace trace) {
        trace.format(
                "kmem", "kfree", 500, "unsigned long call_site;8;8;0", "\"call_site=%pS\", (void *)REC->call_site");
        trace.event(0, 500, longs(CODE + 0x14)).event(0, 500, longs(0x99));
        trace.format(
                "timer",
                "hrtimer_expire_entry",
                501,
                "void * hrtimer;8;8;0\ns64 now;16;8;1\nvoid * function;24;8;0",
                "\"hrtimer=%p\", REC->hrtimer");
        trace.event(0, 501, longs(0x77, 5, CODE + 0x10)).event(0, 501, longs(0x77, 5, CODE + 0x14));
        trace.event(0, 501, longs(0x77, 5, 0xabcdef0123L));
        trace.format("tlb", "tlb_flush", 502, "int reason;8;4;1\nunsigned long pages;16;8;0", "\"%ld\", REC->pages");
        for (int reason = 0; reason < 6; reason++) {
            trace.event(0, 502, longs(reason, reason - 1));
        }
    }

    private static void hypervisor(ForgedTrace trace) {
        trace.format("kvm", "kvm_exit", 600, """
                unsigned int exit_reason;8;4;0
                unsigned long guest_rip;16;8;0
                u32 isa;24;4;0
                u64 info1;32;8;0
                u64 info2;40;8;0""", "\"%d\", REC->exit_reason");
        for (int isa = 1; isa < 4; isa++) {
            for (long reason : new long[] {0, 1, 12, 0x400, 48, 0x7fff_ffff}) {
                trace.event(0, 600, longs(reason, 0x1234, isa, 0x12, 0x34));
            }
        }
        trace.format(
                "kvm",
                "kvm_entry",
                601,
                "unsigned int vcpu_id;8;4;0\nunsigned long rip;16;8;0",
                "\"%u\", REC->vcpu_id");
        trace.event(0, 601, longs(2, 0x1234));
        trace.format("kvmmmu", "kvm_mmu_get_page", 602, """
                __u64 gfn;8;8;0
                __u32 role;16;4;0
                __u32 root_count;20;4;0
                bool unsync;24;1;0
                bool created;25;1;0""", "\"%u\", REC->role");
        for (int role : new int[] {0, 0xfff, 0xff00_f080}) {
            trace.event(0, 602, longs(0x77, (role & 0xffff_ffffL) | (2L << 32), role & 0x101));
        }
    }

    private static byte[] longs(long... values) {
        ByteBuffer bytes = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (long value : values) {
            bytes.putLong(value);
        }
        return bytes.array();
    }

    @Test
    void shouldAlignNamesBeyondAsciiAsStockTraceCmdDoes() throws Exception {
        for (String name : List.of("grüße", "日本語", "emoji 😀", "a-thread-name-that-is-long", "")) {
            ForgedTrace trace = ForgedTrace.little64()
                    .names(ForgedTrace.THREAD + " " + name + "\n")
                    .format("x", "tick", 3000, "int a;8;4;1", "\"a=%d\", REC->a")
                    .event(0, 3000, new byte[4]);
            Reports.checkSame(trace.write(directory.resolve("trace.dat")), directory);
        }
    }

    @Test
    void shouldKeepEachEventWithItsTextsOnOneLine() throws Exception {
        ForgedTrace trace = ForgedTrace.little64();
        trace.format("x", "mid", 3000, "char s[8];8;8;0", "\"[%s] %c\", REC->s, 10");
        trace.format("x", "last", 3001, "char s[8];8;8;0", "\"%s\", REC->s");
        trace.format("x", "failed", 3002, "char s[8];8;8;0", "\"%s\", unknown(REC->s)");
        for (String text : List.of("a\nb", "ab\n", "\n")) {
            byte[] payload = (text + "\0".repeat(8 - text.length())).getBytes(StandardCharsets.UTF_8);
            trace.event(0, 3000, payload).event(0, 3001, payload).event(0, 3002, payload);
        }
        assertThat(Reports.ours(trace.write(directory.resolve("trace.dat"))))
                .extracting(line -> line.replaceFirst("^.*: (mid|last|failed): *", ""))
                .containsExactly(
                        "[a\\nb] \\n",
                        "a\\nb",
                        "[FAILED TO PARSE] s=a\\nb",
                        "[ab\\n] \\n",
                        "ab",
                        "[FAILED TO PARSE] s=ab\\n",
                        "[\\n] \\n",
                        "",
                        "[FAILED TO PARSE] s=\\n");
    }

    private static ForgedTrace trace() {
        return ForgedTrace.little64().kallsyms(KALLSYMS).printkFormats(PRINTK_FORMATS);
    }
}

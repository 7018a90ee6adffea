package io.ringtail.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringtail.proto.event.EventSchema;
import io.ringtail.proto.event.FieldType;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Queries of real files by the real DuckDB. */
@Timeout(120)
final class QueryToolTest {
    private static final String COMMON = """
            \tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;
            \tfield:unsigned char common_flags;\toffset:2;\tsize:1;\tsigned:0;
            \tfield:unsigned char common_preempt_count;\toffset:3;\tsize:1;\tsigned:0;
            \tfield:int common_pid;\toffset:4;\tsize:4;\tsigned:1;

            """;
    private static final Path SWITCH = Path.of("../reader/src/test/resources/kernel/format_sched__sched_switch.txt");
    private static final long T = 1_000_000;

    @TempDir
    private Path directory;

    @Test
    void shouldGiveValuesOfEachKindAsTheyAre() throws Exception {
        Path file = new TestTrace(1)
                .thread(7, 5, "main")
                .type(
                        20,
                        "shop",
                        EventSchema.builder("shop", "all")
                                .field("big", FieldType.U64)
                                .field("small", FieldType.S8)
                                .field("wide", FieldType.U32)
                                .field("ratio", FieldType.F64)
                                .field("flag", FieldType.BOOL)
                                .field("note", FieldType.STRING)
                                .chars("fixed", 8)
                                .symbols("state", FieldType.U8, Map.of(1L, "OPEN"))
                                .build())
                .type("shop", array(21, "u64", 8, 3, 0))
                .event(
                        0,
                        T,
                        20,
                        7,
                        "big",
                        -1L,
                        "small",
                        -3,
                        "wide",
                        -1,
                        "ratio",
                        0.25,
                        "flag",
                        1,
                        "note",
                        "grüße,\"x\"\n",
                        "fixed",
                        "abc",
                        "state",
                        1)
                .event(0, T + 1, 20, 7, "big", 5, "ratio", Double.NaN, "state", 9)
                .event(0, T + 2, 21, 7, "values", new long[] {1, -1, 3})
                .write(directory.resolve("all.dat"));
        assertThat(query("json", "select * exclude (host, file, buffer, wall) from shop.all order by ts", file))
                .isEqualTo(
                        "{\"ts\":1000000,\"cpu\":0,\"tid\":7,\"pid\":5,\"comm\":\"main\",\"big\":18446744073709551615,"
                                + "\"small\":-3,\"wide\":4294967295,\"ratio\":0.25,\"flag\":true,"
                                + "\"note\":\"grüße,\\\"x\\\"\\u000a\",\"fixed\":\"abc\",\"state\":\"OPEN\"}\n"
                                + "{\"ts\":1000001,\"cpu\":0,\"tid\":7,\"pid\":5,\"comm\":\"main\",\"big\":5,\"small\":0,\"wide\":0,"
                                + "\"ratio\":null,\"flag\":false,\"note\":\"\",\"fixed\":\"\",\"state\":\"9\"}\n");
        assertThat(query("csv", "select typeof(big), typeof(small), typeof(wide), note from shop.all limit 1", file))
                .endsWith("\nUBIGINT,INTEGER,BIGINT,\"grüße,\"\"x\"\"\n\"\n");
        assertThat(query("json", "select values, values[2] as two, typeof(values) as type from shop.numbers", file))
                .isEqualTo(
                        "{\"values\":[1,18446744073709551615,3],\"two\":18446744073709551615,\"type\":\"UBIGINT[]\"}\n");
    }

    private static String array(int id, String type, int size, int count, int signed) {
        return "name: numbers\nID: " + id + "\nformat:\n" + COMMON + "\tfield:" + type + " values[" + count
                + "];\toffset:8;\tsize:" + size * count + ";\tsigned:" + signed + ";\n\nprint fmt: \"\"\n";
    }

    @Test
    void shouldTellHostsWithTheSameProcessApart() throws Exception {
        Path one = spans("Linux web1 6.1.0 x86_64", T, 100).write(directory.resolve("one.dat"));
        Path two = spans("Linux web2 6.1.0 x86_64", T + 50, 300).write(directory.resolve("two.dat"));
        String sql = "select host, pid, tid, dur from spans order by host";
        assertThat(query("csv", sql, one, two)).isEqualTo("host,pid,tid,dur\nweb1,5,7,100\nweb2,5,7,300\n");
        assertThat(query("csv", "select host, events from threads order by host", one, two))
                .isEqualTo("host,events\nweb1,2\nweb2,2\n");
        assertThat(run("format=csv", "host=a'b", "file=" + one, "file=" + two, "sql=" + sql))
                .isEqualTo("host,pid,tid,dur\na'b,5,7,100\nweb2,5,7,300\n");
        Path nameless = spans("", T, 100)
                .write(Files.createDirectory(directory.resolve("x")).resolve("one.dat"));
        Path other = spans("a note", T, 100)
                .write(Files.createDirectory(directory.resolve("y")).resolve("one.dat"));
        assertThat(query("csv", "select count(distinct host) as n, min(host) as h from spans", nameless, other))
                .isEqualTo("n,h\n2," + nameless + "\n");
    }

    /** A thread 7 of process 5 with one span. */
    private static TestTrace spans(String uname, long beginNs, long lengthNs) throws Exception {
        return spanTypes(new TestTrace(2).uname(uname).thread(7, 5, "main"))
                .event(0, beginNs, 30, 7)
                .event(1, beginNs + lengthNs, 31, 7);
    }

    private static TestTrace spanTypes(TestTrace trace) {
        return trace.type(30, "shop", EventSchema.builder("shop", "order_begin").build())
                .type(31, "shop", EventSchema.builder("shop", "order_end").build())
                .type(32, "shop", EventSchema.builder("shop", "pay_begin").build())
                .type(33, "shop", EventSchema.builder("shop", "pay_end").build())
                .type(34, "shop", ofNumber("sql", "duration_ns"))
                .type(35, "shop", ofNumber("call_begin", "async_id"))
                .type(36, "shop", ofNumber("call_end", "async_id"));
    }

    private static EventSchema ofNumber(String event, String field) {
        return EventSchema.builder("shop", event).field(field, FieldType.U64).build();
    }

    @Test
    void shouldPairSpansAcrossCpusWithTheTimeOutsideOfInnerOnes() throws Exception {
        Path file = spanTypes(new TestTrace(2).thread(7, 5, "main").thread(8, 5, "other"))
                .event(0, T, 30, 7)
                .event(1, T + 100, 32, 7)
                .event(1, T + 180, 34, 7, "duration_ns", 50)
                .event(0, T + 300, 33, 7)
                .event(0, T + 400, 34, 7, "duration_ns", 350)
                .event(1, T + 450, 32, 7)
                .event(0, T + 1000, 31, 7)
                .event(0, T + 1100, 35, 7, "async_id", 1)
                .event(0, T + 1200, 35, 7, "async_id", 2)
                .event(1, T + 1300, 36, 8, "async_id", 1)
                .event(1, T + 1400, 33, 7)
                .write(directory.resolve("spans.dat"));
        assertThat(query(
                        "csv",
                        "select name, ts - 1000000 as ts, dur, self, depth, kind, id, state from spans order by ts,"
                                + " depth",
                        file))
                .isEqualTo("""
                        name,ts,dur,self,depth,kind,id,state
                        order,0,1000,100,0,thread,,ended
                        sql,50,350,150,1,thread,,ended
                        pay,100,200,150,1,thread,,ended
                        sql,130,50,50,2,thread,,ended
                        pay,450,550,550,1,thread,,end lost
                        call,1100,200,200,0,async,1,ended
                        call,1200,200,200,0,async,2,unfinished
                        """);
    }

    @Test
    void shouldQuoteOddNamesAndTellThoseApartThatSqlDoesNot() throws Exception {
        String odd = "name: Ev\"il;drop\nID: 40\nformat:\n" + COMMON
                + "\tfield:s64 HOST;\toffset:8;\tsize:8;\tsigned:1;\n\tfield:s64 select;\toffset:16;\tsize:8;\tsigned:1;\n"
                + "\tfield:s64 host;\toffset:24;\tsize:8;\tsigned:1;\n\nprint fmt: \"\"\n";
        TestTrace trace = new TestTrace(1)
                .type("main", odd)
                .type("x\"; drop table y; --", array(41, "s64", 8, 1, 1))
                .type("MAIN", array(42, "s64", 8, 1, 1))
                .type("main", array(43, "s64", 8, 1, 1).replace("numbers", "events"))
                .event(0, T, 40, 7, "HOST", 1, "select", 2, "host", 3)
                .event(0, T + 1, 41, 7, "values", new long[] {-1})
                .event(0, T + 2, 42, 7, "values", new long[] {2})
                .event(0, T + 3, 43, 7, "values", new long[] {3});
        Path file = trace.write(directory.resolve("o'd\"d.dat"));
        assertThat(query("csv", "select HOST_, \"select\", host__ from main__.\"Ev\"\"il;drop\"", file))
                .isEqualTo("HOST_,select,host__\n1,2,3\n");
        assertThat(query("csv", "select values from \"x\"\"; drop table y; --\".numbers", file))
                .isEqualTo("values\n[-1]\n");
        assertThat(query("csv", "select count(*) as n from events", file)).isEqualTo("n\n4\n");
        assertThat(query(
                        "csv",
                        "select schema || '.' || name as v from (show all tables) where schema <> 'main' order by 1",
                        file))
                .contains("main__.events\n", "MAIN_.numbers\n");
    }

    @Test
    void shouldJoinTheColumnsOfATypeThatFilesHaveDifferently() throws Exception {
        EventSchema narrow = EventSchema.builder("shop", "tick")
                .field("a", FieldType.S32)
                .field("b", FieldType.U64)
                .build();
        EventSchema wide = EventSchema.builder("shop", "tick")
                .field("c", FieldType.S32)
                .field("b", FieldType.STRING)
                .field("a", FieldType.S64)
                .build();
        Path one = new TestTrace(1)
                .type(20, "shop", narrow)
                .event(0, T, 20, 7, "a", -1, "b", -1L)
                .write(directory.resolve("one.dat"));
        Path two = new TestTrace(1)
                .type(99, "shop", wide)
                .event(0, T + 1, 99, 7, "a", Long.MIN_VALUE, "b", "text", "c", 3)
                .write(directory.resolve("two.dat"));
        assertThat(query("csv", "select a, b, c from shop.tick order by ts", one, two))
                .isEqualTo("a,b,c\n-1,18446744073709551615,\n-9223372036854775808,text,3\n");
    }

    /** Each host's clock began at another time; of a third file, nothing says when. */
    @Test
    void shouldPutHostsOnOneTimeLineByTheWallClock() throws Exception {
        TestTrace first =
                new TestTrace(1).type(20, "shop", ofNumber("depth", "counter")).origin("web", 5_000_000_000L);
        TestTrace second =
                new TestTrace(1).type(20, "shop", ofNumber("depth", "counter")).origin("db", 0);
        TestTrace third = new TestTrace(1).type(20, "shop", ofNumber("depth", "counter"));
        Path web = first.event(0, T, 20, 7, "counter", 1)
                .lose(3)
                .event(0, T + 2_000_000_000L, 20, 7, "counter", 3)
                .write(directory.resolve("web.dat"));
        Path db = second.event(0, T + 6_000_000_000L, 20, 7, "counter", 2).write(directory.resolve("db.dat"));
        Path unknown = third.event(0, T, 20, 7, "counter", 4).write(directory.resolve("unknown.dat"));
        Path[] all = {web, db, unknown};
        String expected = """
                host,value,wall
                web,1.0,5001000000
                db,2.0,6001000000
                web,3.0,7001000000
                unknown.dat,4.0,
                """;
        assertThat(query("csv", "select host, value, wall from counters order by wall nulls last", all))
                .isEqualTo(expected);
        assertThat(query(
                        "csv",
                        "select host, counter::double as value, wall from shop.depth order by wall nulls last",
                        all))
                .isEqualTo(expected);
        assertThat(query("csv", "select host, lost, wall from losses", all))
                .isEqualTo("host,lost,wall\nweb,3,7001000000\n");
        assertThat(query("csv", "select wall from sched", all)).isEqualTo("wall\n");
    }

    @Test
    void shouldSayWhatAllHostsDidDuringTheSlowestSpan() throws Exception {
        Path web = spans("", T, 3_000_000).origin("web", 5_000_000_000L).write(directory.resolve("web.dat"));
        Path db = new TestTrace(1)
                .type(20, "db", ofNumber("read", "page"))
                .origin("db", 0)
                .event(0, T + 4_999_999_999L, 20, 9, "page", 1)
                .event(0, T + 5_002_500_000L, 20, 9, "page", 2)
                .event(0, T + 5_003_000_001L, 20, 9, "page", 3)
                .write(directory.resolve("db.dat"));
        assertThat(run("format=csv", "file=" + db, "file=" + web, "ask=meanwhile"))
                .isEqualTo("""
                        after_ms,host,pid,tid,comm,event,text
                        0.0,web,5,7,main,shop:order_begin,""
                        2.5,db,,9,,db:read,page=2
                        3.0,web,5,7,main,shop:order_end,""
                        """);
    }

    @Test
    void shouldShowLossesCountersAndWhatRan() throws Exception {
        TestTrace trace =
                new TestTrace(2).type(20, "shop", ofNumber("depth", "counter")).type("sched", Files.readString(SWITCH));
        Path file = trace.event(0, T, 20, 7, "counter", 5)
                .lose(17)
                .event(1, T + 10, 20, 7, "counter", -1L)
                .write(directory.resolve("losses.dat"));
        assertThat(query("csv", "select cpu, ts - 1000000 as ts, lost, cause from losses", file))
                .isEqualTo("cpu,ts,lost,cause\n1,10,17,overrun\n");
        assertThat(query("csv", "select system, name, value from counters order by ts", file))
                .isEqualTo("system,name,value\nshop,depth,5.0\nshop,depth,1.8446744073709552E19\n");
        assertThat(query("csv", "select count(*) as n from sched", file)).isEqualTo("n\n0\n");
    }

    @Test
    void shouldShowWhatRanOnEachCpuAndAnswerEachQuestion() throws Exception {
        String format = Files.readString(SWITCH);
        int id = io.ringtail.proto.event.EventFormat.parse(format).id();
        TestTrace trace = spanTypes(new TestTrace(1).thread(7, 5, "main").type("sched", format))
                .event(0, T - 10, 30, 7);
        switchTo(trace, id, T, 0, 0, 7);
        switchTo(trace, id, T + 100, 7, 1, 0);
        switchTo(trace, id, T + 400, 0, 0, 7);
        switchTo(trace, id, T + 450, 7, 0, 0);
        Path file = trace.event(0, T + 500, 31, 7)
                .lose(3)
                .event(0, T + 600, 34, 7, "duration_ns", 1)
                .write(directory.resolve("sched.dat"));
        assertThat(query("csv", "select ts - 1000000 as ts, dur, tid, comm, end_state from sched order by ts", file))
                .isEqualTo("ts,dur,tid,comm,end_state\n0,100,7,t7,S\n100,300,0,t0,R\n400,50,7,t7,R\n450,,0,t0,\n");
        assertThat(ask("off-cpu", file)).contains("sched.dat,7,t7,S,1,0.0,0.3,0.3,0.3");
        assertThat(ask("slowest-spans", file)).contains("shop:order,0.001,0.001,0,sched.dat,5,7,main,999990,ended");
        assertThat(ask("percentiles", file)).contains("shop:order,1,0.51,0.51,0.51,0.51,0.001,0.001");
        assertThat(ask("losses", file)).contains(",0,overrun,1,3,1000600,1000600");
        assertThat(ask("rates", file)).contains("sched:sched_switch,sched.dat,4,2,");
    }

    private static void switchTo(TestTrace trace, int id, long ts, int from, int state, int to) throws Exception {
        trace.event(
                0,
                ts,
                id,
                from,
                "prev_comm",
                "t" + from,
                "prev_pid",
                from,
                "prev_state",
                state,
                "next_comm",
                "t" + to,
                "next_pid",
                to,
                "next_prio",
                120);
    }

    private String ask(String question, Path file) {
        return run("format=csv", "file=" + file, "host=" + file.getFileName(), "ask=" + question);
    }

    @Test
    void shouldSayWhatIsWrongWithADamagedFileOrSql() throws Exception {
        byte[] bytes = Files.readAllBytes(spans("", T, 100).write(directory.resolve("whole.dat")));
        for (int length = 0; length < bytes.length; length += 97) {
            Path cut = Files.write(directory.resolve("cut.dat"), Arrays.copyOf(bytes, length));
            assertThatThrownBy(() -> query("csv", "select * from events", cut))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("cut.dat")
                    .hasMessageContaining("byte");
        }
        Path file = directory.resolve("whole.dat");
        assertThatThrownBy(() -> query("csv", "select * from nothing", file))
                .hasMessageContaining("Table with name nothing does not exist")
                .hasMessageContaining("show all tables");
        assertThatThrownBy(() -> query("csv", "select 'x'::integer from events", file))
                .hasMessageContaining("Could not convert string 'x' to INT32");
        assertThatThrownBy(() -> run("file=" + file, "ask=nothing")).hasMessageContaining("percentiles");
    }

    @Test
    void shouldReadPagesThatSayNonsense() throws Exception {
        byte[] bytes = Files.readAllBytes(spans("", T, 100).write(directory.resolve("whole.dat")));
        int pages = bytes.length - 2 * 4096;
        for (int at = 0; at < 32; at++) {
            byte[] damaged = bytes.clone();
            damaged[pages + at] = (byte) 0xff;
            Path file = Files.write(directory.resolve("damaged.dat"), damaged);
            assertThat(query("csv", "select count(*) as n from events", file)).isIn("n\n1\n", "n\n2\n");
            assertThat(query("csv", "select * from spans", file)).startsWith("host,file,");
        }
    }

    @Test
    void shouldWriteParquetAndStopWhereNobodyReads() throws Exception {
        Path file = spans("", T, 100).write(directory.resolve("whole.dat"));
        Path parquet = directory.resolve("o'ut.parquet");
        assertThat(run("file=" + file, "parquet=" + parquet, "sql=select * from spans -- all"))
                .isEmpty();
        assertThat(query("csv", "select dur from '" + parquet.toString().replace("'", "''") + "'", file))
                .isEqualTo("dur\n100\n");
        PrintWriter closed = new PrintWriter(new java.io.Writer() {
            @Override
            public void write(char[] text, int offset, int length) throws java.io.IOException {
                throw new java.io.IOException("nobody reads");
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        });
        assertThat(new QueryTool()
                        .run(closed, closed, "format=csv", "file=" + file, "sql=select range from range(1e12::bigint)"))
                .isZero();
    }

    private String query(String format, String sql, Path... files) {
        List<String> arguments = new ArrayList<>(List.of("format=" + format, "sql=" + sql));
        Stream.of(files).forEach(file -> arguments.add("file=" + file));
        return run(arguments.toArray(String[]::new));
    }

    private String run(String... arguments) {
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text);
        assertThat(new QueryTool().run(out, out, arguments)).isZero();
        return text.toString();
    }
}

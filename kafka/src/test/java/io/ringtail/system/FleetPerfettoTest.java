package io.ringtail.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.kafka.Broker;
import io.ringtail.proto.event.EventSchema;
import io.ringtail.proto.event.FieldType;
import io.ringtail.proto.stream.ClockPair;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The export of two hosts with clocks of their own, through a real broker, as Perfetto's own engine understands it. */
@Tag("extensive")
@Tag("once")
@Timeout(300)
final class FleetPerfettoTest {
    private static final int BEGIN = 40;
    private static final int END = 41;
    private static final int CALL = 42;
    private static final int MARK = 43;
    private static final int PID = 4000;
    private static final int TID = 4001;
    private static final long WALL = 1_767_225_600_000_000_000L;
    private static final long SECOND = 1_000_000_000;
    private static final long UNCERTAINTY = 200;

    /** Each span with its place, and its begin after that of the first one. */
    private static final String SPANS = "select m.sysname, s.name, p.pid, p.name, th.tid, th.name,"
            + " s.ts - (select min(ts) from slice), s.dur from slice s join thread_track tt on tt.id = s.track_id"
            + " join thread th using(utid) join process p using(upid)"
            + " join machine m on m.id = p.machine_id and m.id = th.machine_id and m.id = tt.machine_id"
            + " where s.name != 'started' order by s.ts, s.depth";

    private static final String LOSSES = "select m.sysname, t.name, s.name, a.int_value,"
            + " s.ts - (select min(ts) from slice) from slice s join track t on t.id = s.track_id"
            + " join machine m on m.id = t.machine_id join args a using(arg_set_id)"
            + " where s.name = 'lost events' and a.key = 'debug.count'";

    private static final String BEGINS = "select to_realtime(min(ts)) - " + WALL + " from slice";
    private static final String DAMAGE = "select name, value from stats where severity = 'error' and value != 0";
    private static final String DATA_LOSS =
            "select count(*) from stats where name = 'ftrace_cpu_has_data_loss' and value != 0";

    @TempDir
    private Path scratch;

    @Test
    void shouldLaySpansOfTwoHostsOnOneTimeLine() throws Exception {
        Path trace = scratch.resolve("fleet.pftrace.gz");
        Path recorded = Files.createDirectory(scratch.resolve("recorded"));
        Path ofFiles = scratch.resolve("files.pftrace.gz");
        try (Broker broker = Broker.start()) {
            broker.createFleet(2, 1);
            ship(broker.address());
            WarmCommands.Ended exported =
                    WarmCommands.run("export", "--kafka", broker.address(), "--perfetto", "-o", trace.toString());
            assertThat(exported.err())
                    .contains("7 events of 2 hosts in 4 records, 3 lost; each host's clocks were read within 0.2 us");
            WarmCommands.output("record", "--kafka", broker.address(), "-o", recorded.toString());
            WarmCommands.output(
                    "export",
                    recorded.resolve("web-1.dat").toString(),
                    recorded.resolve("db-1.dat").toString(),
                    "--perfetto",
                    "-o",
                    ofFiles.toString());
        }
        check(trace, UNCERTAINTY / 2);
        // A file has one moment on both clocks, that of the HELLO.
        check(ofFiles, 0);
    }

    /** Checks spans and losses, with a host whose wall clock was read with an error. */
    private static void check(Path trace, long errorNs) throws Exception {
        List<List<String>> rows = PerfettoEngine.query(trace, SPANS, LOSSES, BEGINS, DAMAGE, DATA_LOSS);
        assertThat(rows.get(0))
                .containsExactly(
                        span("web-1", "order", 0, 90_000),
                        span("db-1", "order", 10_000 + errorNs, 50_000),
                        span("db-1", "query", 15_000 + errorNs, 30_000));
        assertThat(rows.get(1))
                .containsExactly("[\"db-1\",\"db-1: CPU 0\",\"lost events\",3," + (60_000 + errorNs) + "]");
        assertThat(rows.get(2)).containsExactly("[0]");
        assertThat(rows.get(3)).isEmpty();
        assertThat(rows.get(4)).containsExactly("[1]");
    }

    private static String span(String host, String name, long beginNs, long durationNs) {
        return String.format(
                Locale.ROOT,
                "[\"%s\",\"%s\",%d,\"%s: java\",%d,\"main\",%d,%d]",
                host,
                name,
                PID,
                host,
                TID,
                beginNs,
                durationNs);
    }

    private static void ship(String brokers) {
        try (Producer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", brokers), new ByteArraySerializer(), new ByteArraySerializer())) {
            HandMadeHost web = host(producer, "web-1", new ClockPair(5 * SECOND, WALL - SECOND));
            HandMadeHost db = host(producer, "db-1", new ClockPair(900_000 * SECOND, WALL + SECOND));
            web.event(BEGIN, TID, WALL, 1).event(MARK, PID, WALL, 1).ship(0, 0);
            db.event(BEGIN, TID, WALL + 10_000, 2)
                    .event(CALL, TID, WALL + 45_000, 30_000)
                    .event(MARK, PID, WALL + 50_000, 1)
                    .ship(0, UNCERTAINTY / 2);
            db.event(END, TID, WALL + 60_000, 0).ship(3, -UNCERTAINTY / 2);
            web.event(END, TID, WALL + 90_000, 0).ship(0, UNCERTAINTY / 2);
        }
    }

    private static HandMadeHost host(Producer<byte[], byte[]> producer, String name, ClockPair clock) {
        return new HandMadeHost(producer, name, clock, UNCERTAINTY)
                .format(
                        BEGIN,
                        EventSchema.builder("shop", "order_begin")
                                .field("number", FieldType.U64)
                                .build())
                .format(
                        END,
                        EventSchema.builder("shop", "order_end")
                                .field("number", FieldType.U64)
                                .build())
                .format(
                        CALL,
                        EventSchema.builder("shop", "query")
                                .field("duration_ns", FieldType.U64)
                                .build())
                .format(
                        MARK,
                        EventSchema.builder("shop", "started")
                                .field("number", FieldType.U64)
                                .build())
                .thread(PID, PID, "java")
                .thread(TID, PID, "main");
    }
}

package io.ringtail.reader.tracedat;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Times as the clock and the options about it describe them. */
final class ClocksTest {
    private static final int ID = 3000;

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "local",
                "global",
                "counter",
                "uptime",
                "perf",
                "mono",
                "mono_raw",
                "boot",
                "tai",
                "x86-tsc",
                "ppc-tb",
                "other"
            })
    void shouldShowTimesOfAClockAsStockTraceCmdDoes(String clock) throws Exception {
        Reports.checkSame(trace().clock("[" + clock + "] x\n").write(directory.resolve("trace.dat")), directory);
    }

    @Test
    void shouldShowTimesOfAFileWithoutAClock() throws Exception {
        Reports.checkSame(trace().clock("").write(directory.resolve("trace.dat")), directory);
    }

    @Test
    void shouldConvertCyclesAndAddOffsets() throws Exception {
        ForgedTrace trace = trace().clock("[x86-tsc]\n");
        trace.option(
                14,
                trace.numbers(16).putInt(1_431_655_765).putInt(31).putLong(99).array());
        trace.option(1, ForgedTrace.bytes("0x1234\0")).option(7, ForgedTrace.bytes("-555\0"));
        Reports.checkSame(trace.write(directory.resolve("trace.dat")), directory);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void shouldShiftAGuestsTimesToItsHosts(int count) throws Exception {
        for (int flags = 0; flags < 2; flags++) {
            ForgedTrace trace = trace();
            trace.option(12, samples(count, flags, 0)).option(13, ForgedTrace.bytes("guest\0\0\0\0\0\0\0\0\0"));
            Reports.checkSame(trace.write(directory.resolve("trace.dat")), directory);
        }
    }

    @Test
    void shouldRefuseMoreSamplesThanTheOptionHolds() throws Exception {
        ForgedTrace trace = trace();
        byte[] option = samples(2, 1, 0);
        ByteBuffer.wrap(option).putInt(16, -1);
        Path file = trace.option(12, option).write(directory.resolve("trace.dat"));
        assertThatThrownBy(() -> TraceDatReader.open(file))
                .isInstanceOf(TraceDatException.class)
                .hasMessageContaining("4294967295 samples");
    }

    private static byte[] samples(int count, int flags, int fraction) {
        ByteBuffer option = ByteBuffer.allocate(16 + 2 * (4 + count * 4 * 8)).order(ByteOrder.LITTLE_ENDIAN);
        option.putLong(77).putInt(flags).putInt(2);
        for (int cpu = 0; cpu < 2; cpu++) {
            option.putInt(count);
            for (int i = 0; i < count; i++) {
                option.putLong(ForgedTrace.START + i * 20_000_000L);
            }
            for (int i = 0; i < count; i++) {
                option.putLong((i % 2 == 0 ? -1 : 1) * (1000L + 7919L * i * i + cpu));
            }
            for (int i = 0; i < count; i++) {
                option.putLong(1);
            }
        }
        for (int i = 0; i < 2 * count; i++) {
            option.putLong(fraction);
        }
        return option.array();
    }

    private static ForgedTrace trace() {
        ForgedTrace trace = ForgedTrace.little64().format("x", "tick", ID, "int a;8;4;1", "\"a=%d\", REC->a");
        for (int i = 0; i < 20; i++) {
            trace.event(
                    i % 2,
                    ID,
                    9_000_000 * (i * 7 % 13 + 1),
                    trace.numbers(4).putInt(i).array());
        }
        return trace;
    }
}

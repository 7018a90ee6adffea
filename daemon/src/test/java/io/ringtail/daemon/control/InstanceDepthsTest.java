package io.ringtail.daemon.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.client.EventRecord;
import io.ringtail.client.EventType;
import io.ringtail.client.LostEvents;
import io.ringtail.daemon.buffer.RingStatistics;
import io.ringtail.proto.layout.EventTableDescriptor;
import io.ringtail.proto.layout.InstanceDirectories;
import io.ringtail.proto.layout.RunFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An event that is written in an instance, too, at every depth of a stack that is about to end. */
@Timeout(60)
class InstanceDepthsTest extends RoomyDaemon {
    private static final String NAME = "deep";
    private static final int LEVELS = 200;
    private static final int STACK_BYTES = 256 << 10;

    private TestDaemon instance;

    @BeforeEach
    @Override
    void connect() throws Exception {
        Path own = Files.createDirectories(InstanceDirectories.of(dir, NAME));
        instance = new TestDaemon(own, "0-1", ROOMY);
        Files.createFile(own.resolve(RunFiles.INSTANCE));
        super.connect();
    }

    @AfterEach
    @Override
    void close() {
        super.close();
        instance.close();
    }

    @Test
    void shouldCountWhatFailsInAnInstanceThereAndNotInTheDaemonsOwnFile() throws Exception {
        EventType deep = tracer.event("x", "deep").u64("number").register();
        ready();
        int id = Objects.requireNonNull(daemon.conductor.events().event("x", "deep"))
                .id();
        daemon.file
                .metadata()
                .putIntRelease(
                        daemon.file.geometry().enableOffset(id),
                        EventTableDescriptor.ENABLED_HERE | EventTableDescriptor.ENABLED_IN_INSTANCE);
        Outcomes outcomes = new Outcomes();
        Thread thread = new Thread(
                null,
                () -> {
                    for (int i = 0; i < 20; i++) {
                        outcomes.commit(i, deep.begin().u64(i));
                    }
                    for (int round = 1; round <= 5; round++) {
                        int first = round * LEVELS;
                        EventRecord[] records = new EventRecord[LEVELS];
                        for (int i = 0; i < LEVELS; i++) {
                            records[i] = deep.begin().u64(first + i);
                        }
                        descend(level -> outcomes.commit(first + level, records[level]));
                    }
                },
                "deep",
                STACK_BYTES);
        thread.start();
        thread.join();
        Eventually.until(
                "nothing is owed",
                () -> sum(daemon, RingStatistics::pendingBytes) + sum(instance, RingStatistics::pendingBytes) == 0);
        LostEvents here = lostEvents();
        LostEvents there = lostEventsIn(NAME);
        Eventually.until("a sweep", () -> isSettled(here) && isSettled(there));
        Set<Long> found = numbers(daemon);
        assertThat(counted(daemon) + found.size()).isEqualTo(outcomes.committed);
        Set<Long> foundThere = numbers(instance);
        assertThat(foundThere).isNotEmpty();
        found.addAll(foundThere);
        assertThat(outcomes.written).isEqualTo(found);
    }

    /** What the commits returned. */
    private static final class Outcomes {
        final Set<Long> written = new HashSet<>();
        int committed;

        void commit(long number, EventRecord record) {
            boolean isWritten = record.commit();
            committed++;
            if (isWritten) {
                written.add(number);
            }
        }
    }

    /** Runs code at each of the last levels of the stack, from the deepest one up. */
    @SuppressWarnings("InfiniteRecursion") // until the stack is exhausted
    private static int descend(IntConsumer code) {
        int above;
        try {
            above = descend(code) + 1;
        } catch (StackOverflowError e) {
            above = 0;
        }
        if (above < LEVELS) {
            try {
                code.accept(above);
            } catch (StackOverflowError e) {
                // Nothing was committed.
            }
        }
        return above;
    }

    private static Set<Long> numbers(TestDaemon in) {
        Set<Long> numbers = new HashSet<>();
        WrittenEvents.of(in, "x", "deep").forEach(payload -> numbers.add(payload.getLong(COMMON)));
        return numbers;
    }

    private static long counted(TestDaemon in) {
        return sum(in, RingStatistics::malformed)
                + sum(in, RingStatistics::repaired)
                + sum(in, RingStatistics::noSlot)
                + sum(in, RingStatistics::dropped);
    }

    private static long sum(TestDaemon in, ToLongFunction<RingStatistics> count) {
        return IntStream.range(0, 2)
                .mapToObj(in.file::ring)
                .map(ring -> Objects.requireNonNull(ring).statistics())
                .mapToLong(count)
                .sum();
    }
}

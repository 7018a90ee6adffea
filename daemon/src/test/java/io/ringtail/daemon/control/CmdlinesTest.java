package io.ringtail.daemon.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.daemon.buffer.BufferFile;
import io.ringtail.daemon.log.RemoteLog;
import io.ringtail.proto.layout.CmdlineDescriptor;
import io.ringtail.proto.layout.ThreadSlotDescriptor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CmdlinesTest {
    @TempDir
    Path dir;

    private static final int ATTACHED = 70;
    private static final int CARRIER = 71;
    private static final int STRANGER = 90;

    private BufferFile file;
    private ThreadSlotBlocks blocks;
    private Cmdlines cmdlines;
    private Runnable meanwhile = () -> {};

    /** Two living processes with a thread besides the first. Something may happen while one is asked for. */
    private final class Threads implements ProcessTable {
        @Override
        public long startTime(int pid) {
            return DEAD;
        }

        @Override
        public int processOf(int tid) {
            meanwhile.run();
            return tid == CARRIER ? ATTACHED : tid == STRANGER + 1 ? STRANGER : 0;
        }

        @Override
        public String command(int pid) {
            return "ForkJoinPool-1-";
        }
    }

    @BeforeEach
    void open() throws Exception {
        file = BufferFile.open(dir.resolve("buffer"), TestDaemon.GEOMETRY);
        blocks = new ThreadSlotBlocks(file, TestDaemon.QUOTAS, client -> null, new RemoteLog(System::nanoTime));
        cmdlines = new Cmdlines(file, blocks, this::pidOf, new Threads());
    }

    private int pidOf(int client) {
        assertThat(client).isNotNegative();
        return client == 0 ? ATTACHED : STRANGER;
    }

    private void grantTo(int client, int slot, String name) {
        Claimant claimant = new Claimant(pidOf(client), 5, 0, new BitSet(), new BitSet());
        assertThat(blocks.grant(client, claimant).first()).isEqualTo(slot);
        name(slot, CARRIER, name);
    }

    private void name(int slot, int tid, String name) {
        int offset = file.geometry().threadSlotOffset(slot);
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        file.metadata().putBytes(offset + ThreadSlotDescriptor.NAME_OFFSET, bytes);
        file.metadata().putInt(offset + ThreadSlotDescriptor.NAME_LENGTH_OFFSET, bytes.length);
        file.metadata().putInt(offset + ThreadSlotDescriptor.TID_OFFSET, tid);
    }

    @AfterEach
    void close() {
        file.close();
    }

    private void reopen() throws Exception {
        file.close();
        open();
    }

    @Test
    void shouldKeepTheNewestNames() throws Exception {
        int all = CmdlineDescriptor.ENTRIES + 10;
        for (int tid = 1; tid <= all; tid++) {
            cmdlines.save(tid, 0, "thread " + tid);
        }
        assertThat(cmdlines.all())
                .hasSize(CmdlineDescriptor.ENTRIES)
                .doesNotContainKey(10)
                .containsKey(11);
        assertThat(cmdlines.lookup(10)).isNull();
        assertThat(cmdlines.lookup(all)).isEqualTo("thread " + all);
        reopen();
        assertThat(cmdlines.all())
                .hasSize(CmdlineDescriptor.ENTRIES)
                .doesNotContainKey(10)
                .containsEntry(11, new SavedThread(0, "thread 11"));
    }

    @Test
    void shouldTakeANewNameForAThread() throws Exception {
        cmdlines.save(7, 70, "one");
        cmdlines.save(8, 70, "other");
        cmdlines.save(7, 70, "two");
        assertThat(cmdlines.lookup(7)).isEqualTo("two");
        reopen();
        assertThat(cmdlines.all()).hasSize(2).containsEntry(7, new SavedThread(70, "two"));
    }

    @Test
    void shouldAskTheKernelForAThreadWithoutASlotOfItsOwn() {
        assertThat(cmdlines.lookup(CARRIER)).isNull();
        cmdlines.forgetMisses();
        blocks.grant(0, new Claimant(ATTACHED, 5, 0, new BitSet(), new BitSet()));
        assertThat(cmdlines.lookup(CARRIER)).isEqualTo("ForkJoinPool-1-");
        assertThat(cmdlines.pid(CARRIER)).isEqualTo(ATTACHED);
        assertThat(cmdlines.lookup(STRANGER + 1)).isNull();
        assertThat(cmdlines.pid(STRANGER + 1)).isZero();
    }

    @Test
    void shouldFindTheNameOfAThreadWhoseSlotIsTakenBackMeanwhile() {
        grantTo(0, 0, "ending");
        meanwhile = () -> {
            meanwhile = () -> {};
            cmdlines.saveThreadsOf(0);
            blocks.release(0);
        };
        assertThat(cmdlines.lookup(CARRIER)).isEqualTo("ending");
        assertThat(cmdlines.pid(CARRIER)).isEqualTo(ATTACHED);
    }

    @Test
    void shouldNotTakeTheNextHoldersNameForAThread() {
        grantTo(0, 0, "");
        meanwhile = () -> {
            meanwhile = () -> {};
            blocks.release(0);
            grantTo(1, 0, "other");
        };
        assertThat(cmdlines.lookup(CARRIER)).isNull();
    }

    @Test
    void shouldNotReplaceWhatIsSavedDuringALookup() {
        grantTo(0, 0, "");
        meanwhile = () -> {
            meanwhile = () -> {};
            cmdlines.save(CARRIER, ATTACHED, "the newest");
        };
        assertThat(cmdlines.lookup(CARRIER)).isEqualTo("the newest");
        assertThat(cmdlines.all()).containsEntry(CARRIER, new SavedThread(ATTACHED, "the newest"));
    }

    @Test
    void shouldNotTakeTheNameOfTheNextThreadInASlot() {
        grantTo(0, 0, "first");
        meanwhile = () -> {
            meanwhile = () -> {};
            name(0, CARRIER + 5, "next");
        };
        assertThat(cmdlines.lookup(CARRIER)).isNotEqualTo("next");
    }

    @Test
    void shouldNotBelieveAClientThatEndsAboutAnotherProcessesThreads() {
        cmdlines.save(CARRIER, ATTACHED, "its own");
        grantTo(1, 0, "forged");
        name(1, STRANGER + 1, "another one");
        name(2, CARRIER + 5, "own");
        cmdlines.save(CARRIER + 6, ATTACHED, "ended");
        name(3, CARRIER + 6, "forged");
        cmdlines.saveThreadsOf(1);
        assertThat(cmdlines.all())
                .containsEntry(CARRIER, new SavedThread(ATTACHED, "its own"))
                .containsEntry(STRANGER + 1, new SavedThread(STRANGER, "another one"))
                .containsEntry(CARRIER + 5, new SavedThread(STRANGER, "own"))
                .containsEntry(CARRIER + 6, new SavedThread(ATTACHED, "ended"))
                .hasSize(4);
    }

    @Test
    void shouldNameAThreadThatHasTheIdOfAnEarlierProcess() {
        cmdlines.save(STRANGER + 1, ATTACHED, "earlier");
        grantTo(1, 0, "");
        name(0, STRANGER + 1, "now");
        cmdlines.saveThreadsOf(1);
        assertThat(cmdlines.all()).containsEntry(STRANGER + 1, new SavedThread(STRANGER, "now"));
    }

    @Test
    void shouldLookForABoundedNumberOfThreadsUntilItForgetsThatTheyWereNotFound() {
        AtomicInteger asked = new AtomicInteger();
        meanwhile = asked::incrementAndGet;
        for (int tid = 1000; tid < 1000 + CmdlineDescriptor.ENTRIES; tid++) {
            assertThat(cmdlines.lookup(tid)).isNull();
        }
        grantTo(0, 0, "last");
        assertThat(cmdlines.lookup(CARRIER)).isNull();
        assertThat(asked).hasValue(CmdlineDescriptor.ENTRIES);
        cmdlines.forgetMisses();
        assertThat(cmdlines.lookup(CARRIER)).isEqualTo("last");
    }

    @Test
    void shouldForgetThatAThreadWasNotFound() {
        assertThat(cmdlines.lookup(7)).isNull();
        cmdlines.save(7, 70, "late");
        assertThat(cmdlines.lookup(7)).isEqualTo("late");
        assertThat(cmdlines.lookup(0)).isNull();
        assertThat(cmdlines.lookup(-1)).isNull();
    }

    @Test
    void shouldCutNamesAtACharactersEndInTheFile() throws Exception {
        cmdlines.save(7, 70, "\u20ac".repeat(30));
        assertThat(cmdlines.lookup(7)).isEqualTo("\u20ac".repeat(30));
        reopen();
        assertThat(cmdlines.lookup(7)).isEqualTo("\u20ac".repeat(17));
    }

    @Test
    void shouldTakeAnyBytesInTheFile() throws Exception {
        Random random = new Random(3);
        byte[] bytes = new byte[CmdlineDescriptor.LENGTH * 64];
        cmdlines.save(1, 70, "first");
        for (int round = 0; round < 20; round++) {
            random.nextBytes(bytes);
            file.metadata().putBytes(file.geometry().cmdlineOffset(0), bytes);
            file.metadata().putInt(file.geometry().cmdlineOffset(0) + CmdlineDescriptor.NAME_LENGTH_OFFSET, 9);
            file.metadata().putInt(file.geometry().cmdlineOffset(0), 1);
            reopen();
            String name = cmdlines.lookup(1);
            assertThat(name).isNotNull();
            assertThat(name.chars().noneMatch(Character::isISOControl)).isTrue();
        }
    }
}

package io.ringtail.kafka.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.reader.filter.Selection;
import io.ringtail.reader.fleet.FleetQuery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a member of a consumer group delivers and stores. */
@Timeout(60)
final class GroupReadingTest {
    private static final FleetQuery QUERY =
            new FleetQuery(null, null, Selection.ALL, true, Long.MIN_VALUE, Long.MAX_VALUE, true, 1000, "group");

    private final FleetTopic topic = new FleetTopic(2);
    private final GroupMember member = new GroupMember();
    private final List<String> notices = new ArrayList<>();
    private final List<String> lines = new ArrayList<>();
    private final AtomicReference<PagesReader> running = new AtomicReference<>();

    /** Reads until the polls' tasks are done: those scheduled before, one that gives the pages, and these. */
    private void read(Runnable... tasks) throws Exception {
        try (PagesReader reader = topic.reader(QUERY, new WallClockMerge(QUERY, new Lines(lines)), notices, member)) {
            running.set(reader);
            for (Runnable task : tasks) {
                member.schedulePollTask(task);
            }
            reader.run();
        }
    }

    private void assign() {
        member.rebalance(topic.partitions());
    }

    private void end() {
        Objects.requireNonNull(running.get()).end();
    }

    @Test
    void shouldReadPartitionsThatCouldNotBeLookedUpWhenTheyWereAssigned() throws Exception {
        topic.describe("a", 1);
        topic.ship(0, "a", 0, 0, 10);
        topic.ship(1, "a", 1, 0, 20);
        member.failLookUps(2);
        member.schedulePollTask(this::assign);
        member.schedulePollTask(() -> topic.pass(TimeUnit.MINUTES.toNanos(1)));
        member.schedulePollTask(() -> topic.pass(TimeUnit.MINUTES.toNanos(1)));
        read(() -> {}, this::end);
        assertThat(lines).containsExactly("a/0 10", "a/1 20");
        assertThat(notices).singleElement().asString().startsWith("waiting for Kafka: ");
    }

    @Test
    void shouldReadOtherPartitionsWhileOneCannotBeLookedUp() throws Exception {
        topic.describe("a", 1);
        topic.ship(0, "a", 0, 0, 10);
        topic.ship(1, "a", 1, 0, 20);
        TopicPartition without = topic.partitions().get(1);
        member.setLeaderless(without, true);
        Runnable minute = () -> topic.pass(TimeUnit.MINUTES.toNanos(1));
        member.schedulePollTask(this::assign);
        member.schedulePollTask(minute);
        List<Set<TopicPartition>> paused = new ArrayList<>();
        read(
                minute,
                minute,
                () -> {
                    paused.add(Set.copyOf(member.paused()));
                    member.setLeaderless(without, false);
                    minute.run();
                },
                () -> paused.add(Set.copyOf(member.paused())),
                this::end);
        assertThat(paused).containsExactly(Set.of(without), Set.of());
        assertThat(lines).containsExactly("a/0 10", "a/1 20");
        assertThat(notices).singleElement().asString().startsWith("waiting for Kafka: ");
    }

    private void second() {
        topic.pass(TimeUnit.SECONDS.toNanos(2));
    }

    /** Takes all partitions away, as Kafka's client does it. */
    private void revoke() {
        try {
            member.rebalance(List.of());
        } catch (RuntimeException e) {
            throw new KafkaException("User rebalance callback throws an error", e);
        }
    }

    @Test
    void shouldGoOnAfterACommitThatItsGroupRefuses() throws Exception {
        topic.describe("a", 1);
        topic.ship(0, "a", 0, 0, 10);
        topic.ship(1, "a", 1, 0, 20);
        member.schedulePollTask(this::assign);
        read(
                () -> {
                    second();
                    member.failCommit(new CommitFailedException("the group has rebalanced"));
                },
                this::second,
                () -> {
                    second();
                    member.failCommit(new RebalanceInProgressException("the group rebalances"));
                },
                this::second,
                this::end);
        assertThat(lines).containsExactly("a/0 10", "a/1 20");
        assertThat(notices)
                .hasSize(2)
                .allSatisfy(
                        notice -> assertThat(notice).startsWith("the group's positions are not stored (the group "));
    }

    @Test
    void shouldNotCommitForAMinuteAfterItsCoordinatorDidNotAnswer() throws Exception {
        topic.describe("a", 1);
        topic.ship(0, "a", 0, 0, 10);
        member.schedulePollTask(this::assign);
        List<Integer> commits = new ArrayList<>();
        Runnable noteCommits = () -> commits.add(member.commits());
        read(
                () -> {
                    second();
                    member.failCommit(new TimeoutException("no coordinator"));
                    noteCommits.run();
                },
                noteCommits,
                this::second,
                this::second,
                noteCommits,
                () -> topic.pass(TimeUnit.MINUTES.toNanos(1)),
                noteCommits,
                this::end);
        int before = commits.get(0);
        assertThat(commits).containsExactly(before, before + 1, before + 1, before + 2);
        assertThat(lines).containsExactly("a/0 10");
    }

    @Test
    void shouldEndThoughItsLastCommitIsRefused() throws Exception {
        topic.describe("a", 1);
        topic.ship(0, "a", 0, 0, 10);
        member.schedulePollTask(this::assign);
        read(() -> {}, () -> {
            member.failCommit(new CommitFailedException("not a member"));
            end();
        });
        assertThat(lines).containsExactly("a/0 10");
        assertThat(notices)
                .singleElement()
                .asString()
                .startsWith("the group's positions are not stored (not a member)");
    }

    @Test
    void shouldEndWithOneCommitOfSeconds() throws Exception {
        topic.describe("a", 1);
        topic.ship(0, "a", 0, 0, 10);
        member.schedulePollTask(this::assign);
        AtomicInteger commits = new AtomicInteger();
        read(() -> {}, () -> {
            member.failCommit(new TimeoutException("no coordinator"));
            commits.set(member.commits());
            end();
        });
        assertThat(member.commits() - commits.get()).isEqualTo(1);
        assertThat(member.lastLimit()).isLessThanOrEqualTo(Duration.ofSeconds(2));
        assertThat(lines).containsExactly("a/0 10");
    }

    @Test
    void shouldGoOnWhereItCannotStoreWhatItGivesToOthers() throws Exception {
        topic.describe("a", 1);
        topic.ship(0, "a", 0, 0, 10);
        member.schedulePollTask(this::assign);
        read(
                () -> {
                    member.failCommit(new TimeoutException("no coordinator"));
                    revoke();
                },
                this::assign,
                this::end);
        assertThat(lines).containsExactly("a/0 10");
        assertThat(notices)
                .singleElement()
                .asString()
                .startsWith("the group's positions are not stored (no coordinator)");
    }

    @Test
    void shouldDeliverWhatItHasAndStoreNothingOnceItIsPutOut() throws Exception {
        topic.describe("a", 1);
        topic.ship(0, "a", 0, 0, 10);
        member.schedulePollTask(this::assign);
        List<String> delivered = new ArrayList<>();
        AtomicInteger commits = new AtomicInteger();
        read(
                () -> {
                    commits.set(member.commits());
                    member.losePartitions(topic.partitions());
                    commits.set(member.commits() - commits.get());
                    delivered.addAll(lines);
                },
                this::assign,
                this::end);
        assertThat(delivered).containsExactly("a/0 10");
        assertThat(commits).hasValue(0);
        assertThat(notices).isEmpty();
    }

    @Test
    void shouldReportALossThatNoEventFollowsBeforeOthersGoOn() throws Exception {
        topic.describe("a", 1);
        topic.ship(0, "a", 0, 3);
        member.schedulePollTask(this::assign);
        List<String> before = new ArrayList<>();
        read(
                () -> {
                    revoke();
                    before.addAll(lines);
                },
                this::assign,
                this::end);
        assertThat(before).containsExactly("a/0 lost 3");
        assertThat(lines).containsExactly("a/0 lost 3");
    }

    @Test
    void shouldReportALossBeforeItStoresThatItHasReadIt() throws Exception {
        topic.describe("a", 1);
        topic.describe("b", 1);
        topic.ship(0, "a", 0, 3);
        topic.ship(0, "a", 0, 4);
        topic.ship(0, "a", 0, 2, 20);
        topic.ship(1, "b", 0, 5, 10);
        member.schedulePollTask(this::assign);
        List<String> before = new ArrayList<>();
        read(this::second, () -> before.addAll(lines), this::end);
        assertThat(before).containsExactlyInAnyOrder("a/0 lost 9", "b/0 lost 5");
        assertThat(lines.subList(2, lines.size())).containsExactly("b/0 10", "a/0 20");
    }
}

package io.ringtail.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.ringtail.kafka.Broker;
import io.ringtail.kafka.UserListener;
import io.ringtail.kafka.client.KafkaTopics;
import io.ringtail.kafka.fleet.KafkaSnapshots;
import io.ringtail.kafka.read.KafkaFleetReader;
import io.ringtail.kafka.ship.KafkaShipper;
import io.ringtail.proto.stream.FrameAdapter;
import io.ringtail.proto.stream.FrameListener;
import io.ringtail.proto.stream.StreamHeader;
import io.ringtail.reader.EventView;
import io.ringtail.reader.LossCause;
import io.ringtail.reader.filter.Selection;
import io.ringtail.reader.fleet.FleetException;
import io.ringtail.reader.fleet.FleetQuery;
import io.ringtail.reader.fleet.FleetReading;
import io.ringtail.reader.fleet.FleetSettings;
import io.ringtail.reader.fleet.FleetSink;
import io.ringtail.reader.fleet.FleetSnapshots;
import io.ringtail.reader.fleet.FleetTopics.Finding;
import io.ringtail.reader.fleet.FleetTopics.Level;
import io.ringtail.reader.fleet.MemberOptions;
import io.ringtail.reader.fleet.ShipOptions;
import io.ringtail.reader.fleet.Shipping;
import io.ringtail.reader.fleet.SnapshotReport;
import io.ringtail.reader.fleet.SnapshotWish;
import io.ringtail.reader.fleet.TopicPlan;
import io.ringtail.reader.remote.RemoteDaemon;
import io.ringtail.reader.remote.StreamQuery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The permissions of docs/fleet.md, with Kafka's own authorizer: a user who has exactly those of a command can do all
 * that it does, and one who lacks any of them is told which, at once.
 */
@Order(1)
@Timeout(600)
@Tag("extensive")
@Tag("once")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class FleetPermissionsTest {
    private static final String HOST = "allowed";
    private static final String GROUP = "allowed-group";
    private static final long LIMIT_NS = TimeUnit.SECONDS.toNanos(120);
    private static final int EVENTS = 20;

    /** What each command's user has; of further users, each lacks one of these, and has the command's name and its index. */
    private static final Map<String, List<Need>> COMMANDS = Need.ofCommands(GROUP);

    private static final String NOBODY = "nobody";

    private final UserListener users = new UserListener(Stream.concat(
                    Stream.of(NOBODY),
                    COMMANDS.entrySet().stream()
                            .flatMap(each -> Stream.concat(
                                    Stream.of(each.getKey()),
                                    Stream.iterate(0, i -> i + 1)
                                            .limit(each.getValue().size())
                                            .map(i -> without(each.getKey(), i)))))
            .toList());
    private Broker broker;
    private FleetHost host;
    private Path scratch;
    private Path keys;

    private static String without(String command, int index) {
        return command + "-" + index;
    }

    private static List<Need> needs(String command) {
        return COMMANDS.getOrDefault(command, List.of());
    }

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        scratch = directory;
        keys = scratch.resolve("keys");
        Files.createFile(keys, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(keys, "ops snapshot " + "0a".repeat(32) + "\nhosts answer " + "0b".repeat(32) + "\n");
        broker = Broker.startAuthorizing(users);
        broker.createFleet(2, 1);
        grant();
        host = new FleetHost(HOST);
        host.load(1, EVENTS, 0);
        host.awaitLoad();
        String problem = ship(anybody(), EVENTS);
        assertThat(problem).isNull();
    }

    @AfterAll
    void end() throws Exception {
        host.close();
        broker.close();
    }

    private void grant() throws Exception {
        List<AclBinding> all = new ArrayList<>();
        COMMANDS.forEach((command, needs) -> {
            needs.forEach(need -> all.add(need.of(command)));
            for (int i = 0; i < needs.size(); i++) {
                for (int j = 0; j < needs.size(); j++) {
                    Need given = j == i ? needs.get(j).implied() : needs.get(j);
                    if (given != null) {
                        all.add(given.of(without(command, i)));
                    }
                }
            }
        });
        try (Admin admin = broker.admin()) {
            admin.createAcls(all).all().get(60, TimeUnit.SECONDS);
            until(
                    "permissions",
                    () -> admin.describeAcls(AclBindingFilter.ANY)
                            .values()
                            .get()
                            .containsAll(all));
        }
    }

    private static void until(String what, Callable<Boolean> condition) throws Exception {
        long endNs = System.nanoTime() + LIMIT_NS;
        while (!condition.call()) {
            assertThat(System.nanoTime()).as(what).isLessThan(endNs);
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    /** One who may do everything. */
    private FleetSettings anybody() {
        return new FleetSettings(broker.address(), "ringtail", null);
    }

    private FleetSettings as(String user) throws Exception {
        return as(user, "ringtail");
    }

    private FleetSettings as(String user, String prefix) throws Exception {
        Path file = scratch.resolve(user);
        return new FleetSettings(users.address(), prefix, Files.exists(file) ? file : users.settings(file, user));
    }

    private RemoteDaemon daemon() {
        return RemoteDaemon.local(Path.of(host.directory(), "stream.sock"));
    }

    /** What a user does; returns the line that says why it cannot be done, or null. */
    @FunctionalInterface
    private interface Attempt {
        @Nullable
        String as(FleetSettings user) throws Exception;
    }

    /** Checks that a command does with all of its permissions, and names the one that it lacks. */
    private void check(String command, Attempt attempt) throws Exception {
        assertThat(attempt.as(as(command))).as(command).isNull();
        List<Need> needs = needs(command);
        for (int i = 0; i < needs.size(); i++) {
            assertNamed(needs.get(i), command, attempt.as(as(without(command, i))));
        }
    }

    private static void assertNamed(Need missing, String command, @Nullable String said) {
        assertThat(said)
                .as("%s without %s", command, missing)
                .isNotNull()
                .contains("give this user " + missing.text())
                .endsWith(", as docs/fleet.md says")
                .doesNotContain("\n");
    }

    /** Ships until so many events have come; the positions at the end are in the topic, too. */
    private @Nullable String ship(FleetSettings user, int events) throws Exception {
        StreamQuery query = new StreamQuery(true, true, false, null).ahead(StreamQuery.UNORDERED);
        ShipOptions options = new ShipOptions(HOST, query, TimeUnit.MILLISECONDS.toNanos(10));
        List<String> notices = new CopyOnWriteArrayList<>();
        AtomicReference<@Nullable String> said = new AtomicReference<>();
        try (Shipping shipping = new KafkaShipper().ship(user, options, this::daemon, notices::add)) {
            Thread runner = new Thread(() -> said.set(failure(shipping::run)), "shipping");
            runner.start();
            until(
                    "a session: " + notices,
                    () -> !runner.isAlive()
                            || (shipping.counts().active() && shipping.counts().events() >= events));
            shipping.end();
            runner.join(TimeUnit.NANOSECONDS.toMillis(LIMIT_NS));
        }
        assertThat(notices).isEmpty();
        return said.get();
    }

    /** Something that may lack a permission. */
    @FunctionalInterface
    private interface Work {
        void run() throws Exception;
    }

    private static @Nullable String failure(Work work) {
        try {
            work.run();
            return null;
        } catch (FleetException e) {
            return e.getMessage();
        } catch (Exception e) {
            return "no final failure: " + e;
        }
    }

    @Test
    void shouldShip() throws Exception {
        check("ship", user -> ship(user, 0));
    }

    private static FleetQuery query(boolean follow, @Nullable String group) {
        return new FleetQuery(HOST, null, Selection.ALL, true, Long.MIN_VALUE, Long.MAX_VALUE, follow, 0, group);
    }

    @Test
    void shouldRead() throws Exception {
        check(
                "read",
                user -> failure(() -> {
                    try (FleetReading reading = new KafkaFleetReader()
                            .pages(user, query(false, null), (of, hello) -> new FrameAdapter() {}, line -> {})) {
                        reading.run();
                        assertThat(reading.counts().events()).isEqualTo(EVENTS);
                    }
                }));
    }

    @Test
    void shouldNameTheFirstTopicToOneWhoMayDoNothing() throws Exception {
        assertNamed(Need.describe("ringtail.pages"), NOBODY, ship(as(NOBODY), 0));
    }

    /** Ends a reading with its first event. */
    private static final class First implements FleetSink {
        private final AtomicReference<@Nullable FleetReading> reading = new AtomicReference<>();

        @Override
        public void onEvent(EventView event) {
            FleetReading known = reading.get();
            if (known != null) {
                known.end();
            }
        }

        @Override
        public void onLost(int cpu, long count, LossCause cause) {}

        @Override
        public void onLate(int cpu, long byNs) {}

        @Override
        public void flush() {}
    }

    @Test
    void shouldReadInAGroup() throws Exception {
        check(
                "group",
                user -> failure(() -> {
                    First first = new First();
                    List<String> notices = new CopyOnWriteArrayList<>();
                    try (FleetReading reading =
                            new KafkaFleetReader().events(user, query(true, GROUP), first, notices::add)) {
                        first.reading.set(reading);
                        reading.run();
                    }
                    assertThat(notices).isEmpty();
                }));
    }

    @Test
    void shouldExamineTheTopics() throws Exception {
        assertThat(new KafkaTopics().examine(as("examine"), HOST)).allMatch(finding -> finding.level() == Level.OK);
        List<Need> needs = needs("examine");
        for (int i = 0; i < needs.size(); i++) {
            Need missing = needs.get(i);
            // What implies it has it, too.
            if (!missing.equals(Need.describe("ringtail.meta"))) {
                List<Finding> findings = new KafkaTopics().examine(as(without("examine", i)), HOST);
                assertThat(findings)
                        .as("without %s", missing)
                        .filteredOn(finding -> finding.level() != Level.OK)
                        .extracting(Finding::text)
                        .singleElement()
                        .asString()
                        .contains(missing.name(), "give it " + missing.operation() + ", as docs/fleet.md says");
            }
        }
    }

    @Test
    void shouldMakeTheTopics() throws Exception {
        TopicPlan plan = new TopicPlan(2, 1, (short) 1, TimeUnit.HOURS.toMillis(1));
        for (int i = 0; i < needs("create").size(); i++) {
            FleetSettings user = as(without("create", i), "made");
            assertThat(failure(() -> new KafkaTopics().create(user, plan)))
                    .contains("to make the topic " + needs("create").get(i).name() + ": give it CREATE on the topic");
            delete();
        }
        assertThat(new KafkaTopics().create(as("create", "made"), plan))
                .filteredOn(finding -> finding.level() == Level.OK)
                .extracting(Finding::text)
                .contains("created made.pages", "created made.meta", "created made.control", "created made.snapshots");
        delete();
    }

    private void delete() throws Exception {
        try (Admin admin = broker.admin()) {
            List<String> made = admin.listTopics().names().get().stream()
                    .filter(name -> name.startsWith("made."))
                    .toList();
            admin.deleteTopics(made).all().get();
            until("no topics", () -> admin.listTopics().names().get().stream().noneMatch(made::contains));
        }
    }

    @Test
    void shouldSayItInOneLine() throws Exception {
        assertOneLine(
                without("ship", 1), Need.write("ringtail.pages"), "ship", "--dir", host.directory(), "--host", HOST);
        assertOneLine(without("group", 0), Need.read("ringtail.pages"), "tail", "--group", GROUP, "--from", "oldest");
        assertOneLine(
                without("ask", 0), Need.read("ringtail.control"), "snapshot", "--fleet", "--fleet-keys", "" + keys);
    }

    private void assertOneLine(String user, Need missing, String... command) throws Exception {
        as(user);
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(List.of("--kafka", users.address(), "--kafka-config", "" + scratch.resolve(user)));
        Process process = host.start("as-" + user, all.toArray(String[]::new));
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).as(host.errors()).isTrue();
        assertThat(process.exitValue()).as(host.errors()).isEqualTo(1);
        assertThat(Files.readString(Path.of(host.directory(), "as-" + user + ".err"))
                        .lines()
                        .filter(line -> !line.matches("ringtail: (shipping as|asking for) .*")))
                .singleElement(STRING)
                .startsWith("ringtail: ")
                .contains("give this user " + missing.text());
    }

    /** Asks once: where no answer can come, a second is enough. */
    private SnapshotReport ask(FleetSettings user) throws Exception {
        SnapshotWish wish = new SnapshotWish(
                Instant.now(), Duration.ofMinutes(30), Duration.ZERO, HOST, "test", "", Duration.ofSeconds(1));
        return new KafkaSnapshots().ask(user, keys, wish, id -> {}, line -> {});
    }

    /** Asks again until all hosts have answered within the second, which a busy machine may not do at once. */
    private SnapshotReport askUntilShipped(FleetSettings user) throws Exception {
        List<SnapshotReport> reports = new ArrayList<>();
        until("an answer", () -> {
            reports.add(ask(user));
            return shipped(reports.get(reports.size() - 1));
        });
        return reports.get(reports.size() - 1);
    }

    private static boolean shipped(SnapshotReport report) {
        return !report.hosts().isEmpty()
                && report.hosts().stream().allMatch(each -> each.outcome().equals("shipped"));
    }

    private FleetSnapshots.Membership join(FleetSettings user, List<String> notices) throws IOException {
        MemberOptions options = new MemberOptions(HOST, keys, 100, Duration.ofHours(1), true, null);
        return new KafkaSnapshots().join(user, options, this::daemon, notices::add);
    }

    @Test
    void shouldTakePartInSnapshots() throws Exception {
        check("member", user -> {
            List<String> notices = new CopyOnWriteArrayList<>();
            try (FleetSnapshots.Membership member = join(user, notices)) {
                assertThat(member).isNotNull();
                until(
                        "an answer, or a notice",
                        () -> shipped(ask(anybody()))
                                || notices.stream().anyMatch(line -> line.contains("give this user")));
                assertThat(notices)
                        .filteredOn(line -> line.startsWith("requests"))
                        .hasSizeLessThan(2);
                return notices.stream()
                        .filter(line -> line.contains("give this user"))
                        .findFirst()
                        .orElse(null);
            } catch (FleetException e) {
                return e.getMessage();
            }
        });
    }

    @Test
    void shouldAskForASnapshot() throws Exception {
        String user = "ask";
        try (FleetSnapshots.Membership member = join(anybody(), new CopyOnWriteArrayList<>())) {
            assertThat(member).isNotNull();
            assertThat(askUntilShipped(as(user)).hosts())
                    .extracting(SnapshotReport.Host::outcome)
                    .containsExactly("shipped");
        }
        assertNamed(needs(user).get(0), user, failure(() -> ask(as(without(user, 0)))));
        // Who may not write anywhere is not even told to which topic.
        assertThat(failure(() -> ask(as(without(user, 1))))).contains("give this user WRITE on the topic");
    }

    @Test
    void shouldReadASnapshot() throws Exception {
        List<String> notices = new CopyOnWriteArrayList<>();
        String id;
        try (FleetSnapshots.Membership member = join(anybody(), notices)) {
            assertThat(member).isNotNull();
            id = askUntilShipped(anybody()).id();
        }
        FleetSnapshots.Receivers receivers = new FleetSnapshots.Receivers() {
            @Override
            public FrameListener of(String name, StreamHeader hello) {
                return new FrameAdapter() {};
            }

            @Override
            public boolean wants(String name) {
                return true;
            }
        };
        check(
                "snapshot",
                user -> failure(() -> assertThat(new KafkaSnapshots().read(user, id, receivers, notices::add))
                        .as(notices.stream().collect(Collectors.joining("; ")))
                        .isEqualTo(1)));
    }
}

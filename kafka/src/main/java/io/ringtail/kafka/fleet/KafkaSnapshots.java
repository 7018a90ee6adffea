package io.ringtail.kafka.fleet;

import io.ringtail.kafka.client.ClientSettings;
import io.ringtail.kafka.client.Clients;
import io.ringtail.kafka.record.SnapshotAnswer;
import io.ringtail.kafka.record.SnapshotId;
import io.ringtail.kafka.ship.HostSigns;
import io.ringtail.reader.fleet.FleetException;
import io.ringtail.reader.fleet.FleetSettings;
import io.ringtail.reader.fleet.FleetSnapshots;
import io.ringtail.reader.fleet.MemberOptions;
import io.ringtail.reader.fleet.SnapshotReport;
import io.ringtail.reader.fleet.SnapshotWish;
import io.ringtail.reader.remote.ResumedStream;
import io.ringtail.reader.remote.StreamQuery;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;

/** The entry point for snapshots of a fleet, found by {@link java.util.ServiceLoader}. */
public final class KafkaSnapshots implements FleetSnapshots {
    /** How often a shipper of pages reads the clocks, too. */
    private static final Duration SIGN_EVERY = Duration.ofMinutes(1);
    /** A daemon has no ring before its first client, for example. */
    private static final Duration SIGN_RETRY = Duration.ofSeconds(5);

    private static final long FOREVER_NS = Long.MAX_VALUE / 2;
    /** How much longer than the time that it covers a snapshot may take to be shipped. */
    private static final Duration SHIPPING_LIMIT = Duration.ofMinutes(2);

    /** Creates the entry point. */
    public KafkaSnapshots() {}

    @Override
    public Membership join(
            FleetSettings settings, MemberOptions options, ResumedStream.Daemons daemons, Consumer<String> notices)
            throws IOException {
        FleetKeys keys = FleetKeys.read(options.keys());
        keys.require(FleetRole.ANSWER);
        MemberOptions.Trigger trigger = options.trigger();
        if (trigger != null) {
            keys.require(FleetRole.SNAPSHOT);
        }
        Clients clients = new Clients(ClientSettings.of(settings));
        Joined joined = new Joined(clients, keys, notices);
        try {
            joined.add(FleetMember.start(
                    options.host(),
                    joined.channel(),
                    new DaemonSnapshots(options.host(), daemons, clients, joined.producer()),
                    new SnapshotLimits(options.perMinute(), options.longest().toNanos())));
            if (options.alone()) {
                HostSigns signs = new HostSigns(clients, joined.producer(), options.host(), daemons);
                joined.add(SignGiver.start(signs::give, SIGN_EVERY, SIGN_RETRY, notices));
            }
            if (trigger != null) {
                joined.add(FleetTrigger.start(
                        () -> matching(daemons, trigger, notices), joined.channel(), trigger.wish(), trigger.every()));
            }
        } catch (IOException | RuntimeException e) {
            joined.close();
            throw e;
        }
        return joined;
    }

    private static ResumedStream matching(
            ResumedStream.Daemons daemons, MemberOptions.Trigger trigger, Consumer<String> notices) throws IOException {
        StreamQuery query = new StreamQuery(false, true, false, null)
                .ahead(StreamQuery.UNORDERED)
                .select(trigger.events());
        return ResumedStream.open(daemons.find(), daemons, query, FOREVER_NS, notices);
    }

    @Override
    public SnapshotReport ask(
            FleetSettings settings, Path keys, SnapshotWish wish, Consumer<String> asked, Consumer<String> notices)
            throws IOException, InterruptedException {
        FleetKeys read = FleetKeys.read(keys);
        read.require(FleetRole.SNAPSHOT);
        Clients clients = new Clients(ClientSettings.of(settings));
        try (Joined joined = new Joined(clients, read, notices)) {
            FleetSnapshot snapshot = FleetSnapshot.ask(joined.channel(), wish);
            asked.accept(snapshot.id().text());
            Duration all = wish.patience().plus(wish.after()).plus(SHIPPING_LIMIT);
            return new SnapshotReport(
                    snapshot.id().text(),
                    snapshot.await(wish.patience(), all).values().stream()
                            .map(KafkaSnapshots::host)
                            .toList());
        }
    }

    @Override
    public int read(FleetSettings settings, String id, Receivers receivers, Consumer<String> notices)
            throws IOException {
        Clients clients = new Clients(ClientSettings.of(settings));
        try {
            return new SnapshotReading(
                            () -> clients.consumer("ringtail-snapshot"),
                            clients.settings(),
                            new SnapshotId(id),
                            receivers,
                            notices)
                    .read();
        } catch (IllegalArgumentException e) {
            throw new FleetException("'" + id + "' is no snapshot: " + e.getMessage(), e);
        }
    }

    private static SnapshotReport.Host host(SnapshotAnswer answer) {
        return new SnapshotReport.Host(
                answer.host(),
                answer.outcome().name().toLowerCase(Locale.ROOT),
                answer.pages(),
                answer.events(),
                answer.lost(),
                answer.pageBytes(),
                answer.detail());
    }
}

package io.ringtail.daemon.http;

import io.ringtail.daemon.access.Principal;
import io.ringtail.daemon.access.Role;
import io.ringtail.daemon.access.ServiceLimits;
import io.ringtail.daemon.access.Slots;
import io.ringtail.daemon.buffer.BufferFile;
import io.ringtail.daemon.buffer.ReaderRing;
import io.ringtail.daemon.buffer.RingCounter;
import io.ringtail.daemon.buffer.RingStatistics;
import io.ringtail.daemon.control.AttachedProcess;
import io.ringtail.daemon.control.QuotaUse;
import io.ringtail.daemon.control.RegisteredEvent;
import io.ringtail.daemon.feed.Receiver;
import io.ringtail.daemon.feed.ReceiverCounts;
import io.ringtail.daemon.feed.Receivers;
import io.ringtail.daemon.files.FilesInUse;
import io.ringtail.daemon.hotplug.HandshakeCounts;
import io.ringtail.daemon.tls.CertificateState;
import io.ringtail.daemon.tls.ServerTls;
import io.ringtail.proto.layout.Geometry;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The JSON of {@code /stats}: {@code daemon}, {@code tls} (absent from a daemon that serves plain HTTP), {@code
 * credentials} (the values read from their files, and the {@code problem} why an earlier one stays in use), {@code
 * buffer}, {@code cpus}, {@code handshakes}, {@code clients}, {@code quotas}, {@code limits}, {@code requests}, {@code
 * events} and {@code sessions}. Each CPU's numbers are those of its {@code stats}; {@code unplaced} counts the events
 * for which there was no ring at all, or no grant, {@code no_ring} how often a mask bit was seen without its ring.
 * {@code handshakes} counts since the daemon started: {@code online} (CPUs that came online), {@code passed_over} and
 * {@code held} (rounds that passed the time limit and proceeded without a client, or had to keep waiting), {@code
 * refused} (CPUs that a client could not map), {@code failed}; its {@code cpus} are those of {@code /cpus}. All times
 * are ns of CLOCK_MONOTONIC, all sizes bytes; counters never decrease while the file exists.
 */
final class StatisticsJson {
    private StatisticsJson() {}

    static String of(Served served, Receivers receivers, ServiceLimits limits, Principal reader) {
        JsonText json = new JsonText();
        long nowNs = served.clock().getAsLong();
        json.beginObject();
        daemon(json, served, nowNs);
        tls(json, served.tls());
        credentials(json, served.credentials().get());
        buffer(json, served.buffer());
        cpus(json, served.buffer());
        handshakes(json, served);
        clients(json, served);
        quotas(json, served);
        limits(json, limits);
        events(json, served.events());
        json.beginArray("sessions");
        receivers.all().forEach(receiver -> receiver(json, receiver, reader, nowNs));
        json.endArray().endObject();
        return json + "\n";
    }

    private static void daemon(JsonText json, Served served, long nowNs) {
        json.beginObject("daemon")
                .string("version", served.version())
                .number("pid", ProcessHandle.current().pid())
                .string("host", served.host())
                .string("boot_id", served.buffer().bootId().toString())
                .number("now_ns", nowNs)
                .bool("insecure", served.insecure().getAsBoolean())
                .endObject();
    }

    private static void tls(JsonText json, @Nullable ServerTls tls) {
        if (tls != null) {
            CertificateState certificate = tls.certificate();
            json.beginObject("tls")
                    .string("provider", certificate.provider())
                    .string("subject", certificate.subject())
                    .string("not_after", certificate.notAfter().toString())
                    .bool("expired", certificate.notAfter().isBefore(Instant.now()))
                    .string("problem", certificate.problem())
                    .endObject();
        }
    }

    private static void credentials(JsonText json, List<FilesInUse> credentials) {
        json.beginArray("credentials");
        for (FilesInUse use : credentials) {
            json.beginObject()
                    .string("what", use.what())
                    .string("problem", use.problem())
                    .endObject();
        }
        json.endArray();
    }

    private static void buffer(JsonText json, BufferFile buffer) {
        Geometry geometry = buffer.geometry();
        json.beginObject("buffer")
                .string("mode", geometry.mode().name().toLowerCase(Locale.ROOT))
                .number("possible_cpus", geometry.possibleCpus())
                .number("subbuf_size", geometry.ring().subbufSize())
                .number("subbufs_per_cpu", buffer.sizes().subbufCount())
                .number("unplaced", buffer.unplaced())
                .number("no_ring", buffer.noRing())
                .endObject();
    }

    private static void cpus(JsonText json, BufferFile buffer) {
        json.beginArray("cpus");
        for (int cpu = 0; cpu < buffer.geometry().possibleCpus(); cpu++) {
            ReaderRing ring = buffer.ring(cpu);
            if (ring != null) {
                cpu(json, cpu, buffer.online(cpu), ring);
            }
        }
        json.endArray();
    }

    private static void cpu(JsonText json, int cpu, boolean online, ReaderRing ring) {
        RingStatistics statistics = ring.statistics();
        json.beginObject().number("cpu", cpu).bool("online", online);
        for (RingCounter counter : RingCounter.values()) {
            json.number(counter.key(), counter.of(statistics));
        }
        json.string("damage", ring.damage()).endObject();
    }

    private static void handshakes(JsonText json, Served served) {
        HandshakeCounts handshakes = served.handshakes().get();
        json.beginObject("handshakes")
                .number("online", handshakes.online())
                .number("passed_over", handshakes.passedOver())
                .number("held", handshakes.held())
                .number("refused", handshakes.refused())
                .number("failed", handshakes.failed())
                .beginArray("cpus");
        CpuTable.array(json, served).endArray().endObject();
    }

    private static void clients(JsonText json, Served served) {
        json.beginArray("clients");
        for (AttachedProcess client : served.clients().get()) {
            json.beginObject()
                    .number("id", client.client())
                    .number("pid", client.pid())
                    .number("uid", client.uid())
                    .number("gid", client.gid())
                    .string("command", client.command())
                    .number("threads", client.threadSlots())
                    .number("event_types", client.eventTypes())
                    .number("event_bytes", client.eventBytes())
                    .endObject();
        }
        json.endArray();
    }

    private static void quotas(JsonText json, Served served) {
        json.beginArray("quotas");
        for (QuotaUse quota : served.quotas().get()) {
            json.beginObject()
                    .string("resource", quota.resource())
                    .number("used", quota.used())
                    .number("limit", quota.limit());
            share(json, "process", "pid", quota.process());
            share(json, "user", "uid", quota.user());
            json.endObject();
        }
        json.endArray();
    }

    /** A share without an id is that of any process or user that has nothing. */
    private static void share(JsonText json, String name, String id, QuotaUse.Share share) {
        json.beginObject(name);
        if (share.id() != QuotaUse.Share.NOBODY) {
            json.number(id, share.id());
        }
        json.number("used", share.used()).number("limit", share.limit()).endObject();
    }

    private static void limits(JsonText json, ServiceLimits limits) {
        json.beginArray("limits");
        for (Slots.Use use : limits.uses()) {
            json.beginObject()
                    .string("resource", use.what())
                    .number("used", use.used())
                    .number("limit", use.most())
                    .number("reserve", use.reserve())
                    .beginObject("peer");
            if (use.account() != null) {
                json.string("account", use.account());
            }
            json.number("used", use.usedByAccount())
                    .number("limit", use.mostOfAccount())
                    .endObject()
                    .number("refused", use.refused())
                    .endObject();
        }
        json.endArray()
                .beginObject("requests")
                .number("per_second", limits.requests().perSecond())
                .number("refused", limits.requests().refused())
                .endObject();
    }

    private static void events(JsonText json, ServedEvents events) {
        json.beginArray("events");
        for (RegisteredEvent event : events.all()) {
            json.beginObject()
                    .number("id", event.id())
                    .string("event", event.fullName())
                    .bool("enabled", events.isEnabled(event.id()))
                    .endObject();
        }
        json.endArray();
    }

    /** A stream's id is only for who may finish it; an anonymous sender proves that by knowing it. */
    private static void receiver(JsonText json, Receiver receiver, Principal reader, long nowNs) {
        ReceiverCounts counts = receiver.counts();
        json.beginObject();
        boolean own = !reader.isAnonymous() && receiver.owner().isSameAs(reader);
        if (own || reader.has(Role.CONTROL)) {
            json.string("id", receiver.id());
        }
        json.string("path", receiver.path())
                .string("peer", receiver.peer())
                .string("owner", receiver.owner().name())
                .bool("lossless", receiver.isLossless())
                .number("age_ns", nowNs - receiver.sinceNs())
                .number("lag_ns", receiver.lagNs(nowNs))
                .number("pages", counts.pages())
                .number("events", counts.events())
                .number("filtered", counts.filtered())
                .number("bytes", counts.bytes())
                .number("lost", counts.lost())
                .number("lost_overwritten", counts.overwritten())
                .number("lost_dropped", counts.dropped())
                .number("lost_unreadable", counts.unreadable())
                .number("lost_stalled", counts.stalled())
                .endObject();
    }
}

package io.ringtail.cli;

import io.ringtail.daemon.buffer.RingCounter;
import io.ringtail.reader.remote.RemoteDaemon;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The contents of a daemon's {@code /stats}.
 *
 * @param json the text as received, one line
 * @param pid the daemon's
 * @param nowNs the daemon's clock at the time of the report, ns
 * @param mode overwrite or discard
 * @param subbufSize bytes of a sub-buffer
 * @param subbufs sub-buffers of a CPU's ring
 * @param possibleCpus the CPUs that may get a ring
 * @param certificate of the HTTP listener; null if it speaks plain HTTP
 * @param credentials whether the daemon uses their files as they are now; none from an older daemon
 * @param unplaced events for which there was no ring at all, or no grant
 * @param cpus the CPUs that have a ring
 * @param handshakes how CPUs came online
 * @param clients the attached processes
 * @param quotas the use of everything that has quotas
 * @param limits of the HTTP service; none from an older daemon
 * @param events the registered events
 * @param receivers of streams, at present
 */
record DaemonReport(
        String json,
        long pid,
        long nowNs,
        String mode,
        long subbufSize,
        long subbufs,
        long possibleCpus,
        @Nullable Certificate certificate,
        List<Credentials> credentials,
        long unplaced,
        List<Cpu> cpus,
        Handshakes handshakes,
        List<Client> clients,
        List<Quota> quotas,
        List<Limit> limits,
        List<Event> events,
        List<Receiver> receivers) {
    /** The certificate in use. */
    record Certificate(String subject, String notAfter) {
        static @Nullable Certificate of(@Nullable Object tls) {
            if (tls == null) {
                return null;
            }
            Map<String, @Nullable Object> values = Json.asObject(tls);
            return new Certificate(Json.string(values, "subject"), Json.string(values, "not_after"));
        }
    }

    /** What is read from files; {@code problem} says why an earlier value is in use, and is empty if none is. */
    record Credentials(String what, String problem) {
        static Credentials of(Map<String, @Nullable Object> use) {
            return new Credentials(Json.string(use, "what"), Json.string(use, "problem"));
        }
    }

    /** An attached process, numbered as in the daemon's pid namespace; its user is -1 until it has reconnected. */
    record Client(long id, long pid, long uid, String command, long threads, long eventTypes) {
        static Client of(Map<String, @Nullable Object> client) {
            return new Client(
                    Json.number(client, "id"),
                    Json.number(client, "pid"),
                    Json.number(client, "uid"),
                    Json.string(client, "command"),
                    Json.number(client, "threads"),
                    Json.number(client, "event_types"));
        }
    }

    /** The use of a resource: in all, and the largest shares of it. */
    record Quota(String resource, long used, long limit, Share process, Share user) {
        static Quota of(Map<String, @Nullable Object> quota) {
            return new Quota(
                    Json.string(quota, "resource"),
                    Json.number(quota, "used"),
                    Json.number(quota, "limit"),
                    Share.of(quota, "process", "pid"),
                    Share.of(quota, "user", "uid"));
        }
    }

    /** The use of what is limited of the HTTP service: in all, and by the peer that uses most. */
    record Limit(
            String resource,
            long used,
            long limit,
            long reserve,
            String peer,
            long usedByPeer,
            long limitOfPeer,
            long refused) {
        static Limit of(Map<String, @Nullable Object> limit) {
            Map<String, @Nullable Object> peer = Json.asObject(limit.get("peer"));
            return new Limit(
                    Json.string(limit, "resource"),
                    Json.number(limit, "used"),
                    Json.number(limit, "limit"),
                    Json.number(limit, "reserve"),
                    peer.get("account") == null ? "" : Json.string(peer, "account"),
                    Json.number(peer, "used"),
                    Json.number(peer, "limit"),
                    Json.number(limit, "refused"));
        }
    }

    /** A process's or a user's share of a resource; its holder is empty if none has any. */
    record Share(String holder, long used, long limit) {
        static Share of(Map<String, @Nullable Object> quota, String name, String id) {
            Map<String, @Nullable Object> share = Json.asObject(quota.get(name));
            String holder = share.get(id) == null ? "" : id + " " + Json.number(share, id);
            return new Share(holder, Json.number(share, "used"), Json.number(share, "limit"));
        }
    }

    /** A receiver of events, how many it has received and lost, and how far it is behind. */
    record Receiver(
            String path, String peer, String owner, long ageNs, long lagNs, long events, long bytes, long lost) {
        static Receiver of(Map<String, @Nullable Object> receiver) {
            return new Receiver(
                    Json.string(receiver, "path"),
                    Json.string(receiver, "peer"),
                    Json.string(receiver, "owner"),
                    Json.number(receiver, "age_ns"),
                    Json.number(receiver, "lag_ns"),
                    Json.number(receiver, "events"),
                    Json.number(receiver, "bytes"),
                    Json.number(receiver, "lost"));
        }
    }

    /** A registered event, named SYSTEM:NAME. */
    record Event(String name, long id, boolean enabled) {}

    /** Statistics of CPUs coming online since the daemon started. */
    record Handshakes(
            long online, long passedOver, long held, long refused, long failed, long noRing, List<CpuState> cpus) {
        static Handshakes of(Map<String, @Nullable Object> handshakes, long noRing) {
            return new Handshakes(
                    Json.number(handshakes, "online"),
                    Json.number(handshakes, "passed_over"),
                    Json.number(handshakes, "held"),
                    Json.number(handshakes, "refused"),
                    Json.number(handshakes, "failed"),
                    noRing,
                    Json.objects(handshakes, "cpus").stream().map(CpuState::of).toList());
        }
    }

    /** A CPU's progress on its way online; {@code waitedFor} and {@code failure} are empty if there is none. */
    record CpuState(long cpu, String state, long epoch, long tookUs, String waitedFor, String failure) {
        static CpuState of(Map<String, @Nullable Object> cpu) {
            Object waited = cpu.get("waited_for");
            return new CpuState(
                    Json.number(cpu, "cpu"),
                    Json.string(cpu, "state"),
                    Json.number(cpu, "epoch"),
                    Json.number(cpu, "handshake_us"),
                    waited == null ? "" : client(Json.asObject(waited)),
                    cpu.get("failure") == null ? "" : Json.string(cpu, "failure"));
        }

        private static String client(Map<String, @Nullable Object> waited) {
            return "client " + Json.number(waited, "client") + ", pid " + Json.number(waited, "pid") + ", "
                    + Json.string(waited, "command");
        }
    }

    /** A ring's counters. */
    record Cpu(long cpu, boolean online, Map<RingCounter, Long> counters, String damage) {
        static Cpu of(Map<String, @Nullable Object> cpu) {
            Map<RingCounter, Long> counters = new EnumMap<>(RingCounter.class);
            for (RingCounter counter : RingCounter.values()) {
                counters.put(counter, Json.number(cpu, counter.key()));
            }
            return new Cpu(
                    Json.number(cpu, "cpu"),
                    Boolean.TRUE.equals(cpu.get("online")),
                    counters,
                    Json.string(cpu, "damage"));
        }

        long get(RingCounter counter) {
            return counters.getOrDefault(counter, 0L);
        }
    }

    /** The sum of a counter over all CPUs. */
    long sum(RingCounter counter) {
        return cpus.stream().mapToLong(cpu -> cpu.get(counter)).sum();
    }

    static DaemonReport of(RemoteDaemon daemon) throws IOException {
        String json = daemon.read("/stats", "application/json");
        try {
            return parse(json);
        } catch (IllegalArgumentException e) {
            throw new IOException(
                    "cannot parse " + daemon.base() + "/stats (" + e.getMessage()
                            + "): use the same version of Ringtail on both ends",
                    e);
        }
    }

    /**
     * Parses the text of {@code /stats}.
     *
     * @throws IllegalArgumentException if it is not such a text
     */
    static DaemonReport parse(String json) {
        Map<String, @Nullable Object> all = Json.object(json);
        Map<String, @Nullable Object> buffer = Json.asObject(all.get("buffer"));
        return new DaemonReport(
                json.strip(),
                Json.number(Json.asObject(all.get("daemon")), "pid"),
                Json.number(Json.asObject(all.get("daemon")), "now_ns"),
                Json.string(buffer, "mode"),
                Json.number(buffer, "subbuf_size"),
                Json.number(buffer, "subbufs_per_cpu"),
                Json.number(buffer, "possible_cpus"),
                Certificate.of(all.get("tls")),
                all.get("credentials") == null
                        ? List.of()
                        : Json.objects(all, "credentials").stream()
                                .map(Credentials::of)
                                .toList(),
                Json.number(buffer, "unplaced"),
                Json.objects(all, "cpus").stream().map(Cpu::of).toList(),
                Handshakes.of(Json.asObject(all.get("handshakes")), Json.number(buffer, "no_ring")),
                Json.objects(all, "clients").stream().map(Client::of).toList(),
                Json.objects(all, "quotas").stream().map(Quota::of).toList(),
                all.get("limits") == null
                        ? List.of()
                        : Json.objects(all, "limits").stream().map(Limit::of).toList(),
                Json.objects(all, "events").stream().map(DaemonReport::event).toList(),
                Json.objects(all, "sessions").stream().map(Receiver::of).toList());
    }

    private static Event event(Map<String, @Nullable Object> event) {
        EventId id = EventId.of(event);
        return new Event(id.name(), id.number(), Boolean.TRUE.equals(event.get("enabled")));
    }
}

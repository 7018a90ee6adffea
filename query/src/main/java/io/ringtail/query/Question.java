package io.ringtail.query;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** A ready question, as SQL over the views. */
enum Question {
    SLOWEST_SPANS("""
            SELECT system || ':' || name AS span, round(dur / 1e6, 3) AS ms, round(self / 1e6, 3) AS self_ms, depth,
                host, pid, tid, comm, ts, state
            FROM spans ORDER BY state = 'unfinished', dur DESC, ts LIMIT 20"""),
    MEANWHILE("""
            SELECT round((e.wall - s.wall) / 1e6, 3) AS after_ms, e.host, e.pid, e.tid, e.comm,
                e.system || ':' || e.name AS event, e.text
            FROM (SELECT wall, dur FROM spans WHERE state = 'ended' AND wall IS NOT NULL
                    ORDER BY dur DESC, wall LIMIT 1) AS s
                JOIN events AS e ON e.wall BETWEEN s.wall AND s.wall + s.dur
            ORDER BY e.wall, e.host, e.cpu LIMIT 1000"""),
    PERCENTILES("""
            SELECT system || ':' || name AS span, count(*) AS spans,
                round(quantile_cont(dur, 0.5) / 1e3, 3) AS p50_us, round(quantile_cont(dur, 0.9) / 1e3, 3) AS p90_us,
                round(quantile_cont(dur, 0.99) / 1e3, 3) AS p99_us, round(max(dur) / 1e3, 3) AS max_us,
                round(sum(dur) / 1e6, 3) AS total_ms, round(sum(self) / 1e6, 3) AS self_ms
            FROM spans WHERE state = 'ended' GROUP BY system, name ORDER BY sum(dur) DESC, 1"""),
    OFF_CPU("""
            SELECT host, tid, any_value(comm) AS comm, end_state AS state, count(*) AS times,
                round(sum(off) / 1e6, 3) AS off_ms, round(quantile_cont(off, 0.5) / 1e3, 3) AS p50_us,
                round(quantile_cont(off, 0.99) / 1e3, 3) AS p99_us, round(max(off) / 1e3, 3) AS max_us
            FROM (SELECT host, tid, comm, end_state,
                    lead(ts) OVER (PARTITION BY host, file, buffer, tid ORDER BY ts) - (ts + dur) AS off
                FROM sched WHERE tid <> 0)
            WHERE off IS NOT NULL GROUP BY host, tid, end_state ORDER BY sum(off) DESC, 1, 2 LIMIT 30"""),
    LOSSES("""
            SELECT host, file, buffer, cpu, cause, count(*) AS times, sum(lost)::BIGINT AS lost, min(ts) AS first_ts,
                max(ts) AS last_ts
            FROM losses GROUP BY ALL ORDER BY host, file, buffer, cpu, cause"""),
    RATES("""
            SELECT system || ':' || name AS event, host, count(*) AS events, count(DISTINCT tid) AS threads,
                round(count(*) * 1e9 / nullif(max(max(ts)) OVER of_host - min(min(ts)) OVER of_host, 0), 1) AS per_s
            FROM events GROUP BY system, name, host WINDOW of_host AS (PARTITION BY host)
            ORDER BY events DESC, event, host""");

    private final String sql;

    Question(String sql) {
        this.sql = sql;
    }

    String sql() {
        return sql;
    }

    /** The name by which the command asks. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Question of(String word) {
        return Arrays.stream(values())
                .filter(question -> question.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no question is named " + word + ": ask "
                        + Arrays.stream(values()).map(Question::word).collect(Collectors.joining(", "))));
    }
}

// What the page's modules keep, and in what order: run by node, without a browser.
// Usage: node units.mjs DIRECTORY-OF-THE-MODULES
import assert from "node:assert/strict";
import { pathToFileURL } from "node:url";
import { Pages, cmdline, cpu, format, hello, statistics, u64, watermark } from "./scripted.mjs";

const directory = process.argv[2];
const load = name => import(pathToFileURL(`${directory}/${name}.js`));
const { EventDecoder } = await load("events");
const { Generations } = await load("generations");
const { History, MOST_SAMPLES } = await load("history");
const { Layout } = await load("layout");
const { Marks, textOfMark } = await load("marks");
const { MOST_PLACES } = await load("places");
const { Trace } = await load("trace");
const { duration } = await load("text");

const TICK = format(30, "load", "tick", [["u64 seq", 8]]);

/** Decodes frames; returns what the listener got. */
function decode(frames, take = () => {}, fromNow = false) {
    const got = [];
    const decoder = new EventDecoder({
        event: event => {
            got.push({ ns: event.timeNs, cpu: event.cpu, tid: event.tid, name: event.thread?.name });
            take(event);
        },
        lost: loss => got.push(loss),
    }, fromNow);
    decoder.push(new Uint8Array(Buffer.concat(frames)));
    return { got, decoder };
}

const tests = {
    "the events of 256 CPUs come in the order of time, and no CPU's before all others have come so far": () => {
        const frames = [hello({ cpus: 256 }), TICK];
        const all = [];
        for (let i = 0; i < 256; i++) {
            frames.push(cpu(i));
            const pages = new Pages(i, frames);
            let ns = BigInt(1000 + ((i * 7919) % 256));
            for (let turn = 0; turn < 50; turn++) {
                pages.add(ns, 30, i, u64(turn));
                all.push(ns);
                ns += BigInt(1 + ((i * turn) % 97));
            }
            pages.flush();
        }
        const { got, decoder } = decode(frames);
        assert.equal(got.length < all.length, true);
        const marks = Array.from({ length: 256 }, (none, i) => watermark(i, 10_000_000n));
        decoder.push(new Uint8Array(Buffer.concat(marks)));
        assert.equal(got.length, all.length);
        const sorted = [...got].sort((a, b) => (a.ns < b.ns ? -1 : a.ns > b.ns ? 1 : a.cpu - b.cpu));
        assert.deepEqual(got, sorted);
    },

    "a loss comes before the event after it, with the times around it": () => {
        const frames = [hello(), cpu(0), cpu(1), TICK];
        const first = new Pages(0, frames);
        first.add(100n, 30, 1, u64(0));
        first.flush();
        first.lost = 3;
        first.add(400n, 30, 1, u64(1));
        first.flush();
        const second = new Pages(1, frames);
        second.add(300n, 30, 2, u64(0));
        second.flush();
        frames.push(watermark(0, 500n), watermark(1, 500n));
        const { got } = decode(frames);
        assert.deepEqual(got.map(({ ns, count }) => count ?? Number(ns)), [100, 300, 3, 400]);
        assert.deepEqual(got[2], { cpu: 0, count: 3, afterNs: 100n, beforeNs: 400n });
    },

    "a loss is after what the daemon has said to be complete, as of when the page came": () => {
        const frames = [hello({ monotonic: 100n }), cpu(0), cpu(1), TICK, watermark(1, 3000n)];
        const pages = new Pages(1, frames);
        for (const [lost, ns] of [[7, 4000n], [8, 6000n]]) {
            pages.lost = lost;
            pages.add(ns, 30, 1, u64(0));
            pages.flush();
        }
        frames.push(watermark(1, 8000n));
        pages.lost = 9;
        pages.add(9000n, 30, 1, u64(0));
        pages.flush();
        const { got, decoder } = decode(frames);
        decoder.finish();
        assert.deepEqual(
            got.filter(({ count }) => count).map(({ count, afterNs }) => [count, afterNs]),
            [[7, 3000n], [8, 4000n], [9, 8000n]],
        );
    },

    "a loss of a CPU that had no event yet is after the beginning of the first stream": () => {
        const begin = [hello({ cpus: 3, monotonic: 1000n }), cpu(0), cpu(1)];
        const { got, decoder } = decode(begin, () => {}, true);
        const frames = [hello({ cpus: 3, monotonic: 5000n }), cpu(0), cpu(1), cpu(2), TICK];
        for (let i = 0; i < 3; i++) {
            const pages = new Pages(i, frames);
            pages.lost = 7;
            pages.add(BigInt(6000 + i), 30, 1, u64(0));
            pages.flush();
        }
        decoder.resume();
        decoder.push(new Uint8Array(Buffer.concat(frames)));
        decoder.finish();
        assert.deepEqual(
            got.filter(({ count }) => count),
            [
                { cpu: 0, count: 7, afterNs: 1000n, beforeNs: 6000n },
                { cpu: 1, count: 7, afterNs: 1000n, beforeNs: 6001n },
                { cpu: 2, count: 7, afterNs: 1000n, beforeNs: 6002n },
            ],
        );
    },

    "names of threads are kept of those that have events": () => {
        const generations = new Generations(100);
        for (let i = 0; i < 10_000; i++) {
            generations.set(i, i);
            assert.equal(generations.get(0), 0);
        }
        assert.ok(generations.young.size + generations.old.size <= 100);
        assert.equal(generations.get(9_999), 9_999);
        assert.equal(generations.get(5_000), undefined);
    },

    "threads that come and go leave a bounded number of places, and items keep theirs": () => {
        const trace = new Trace();
        const frames = [hello(), cpu(0), TICK];
        const pages = new Pages(0, frames);
        const count = 5 * MOST_PLACES;
        for (let i = 0; i < count; i++) {
            pages.add(BigInt(1000 + i), 30, 1 + i, u64(i));
        }
        pages.flush();
        let number = 0;
        decode(frames, event => trace.take(event, Number(event.timeNs), number++));
        assert.ok(trace.places.list.length <= MOST_PLACES);
        assert.ok(trace.places.threads.size <= MOST_PLACES);
        const { instants } = trace;
        assert.equal(instants.end, count);
        assert.ok(instants.end - instants.first >= MOST_PLACES / 4);
        for (let i = instants.first; i < instants.end; i++) {
            assert.equal(trace.places.list[instants.places[instants.slot(i)]].id, 1 + i);
        }
    },

    "spans that are never ended are bounded, and counted": () => {
        const trace = new Trace();
        const frames = [hello(), cpu(0), format(31, "web", "request_begin", [["u64 async_id", 8]])];
        const pages = new Pages(0, frames);
        for (let i = 0; i < 50_000; i++) {
            pages.add(BigInt(1000 + i), 31, 1, u64(i));
        }
        pages.flush();
        decode(frames, event => trace.take(event, Number(event.timeNs), 0));
        assert.ok(trace.open.size <= 1 << 14);
        assert.equal(trace.open.size + trace.open.unpaired, 50_000);
        trace.interrupt();
        assert.equal(trace.open.unpaired, 50_000);
    },

    "a loss on one machine costs no span of another": () => {
        const trace = new Trace();
        trace.machines.learn([
            { host: "web", machine: 0, first_cpu: 0 },
            { host: "db", machine: 1, first_cpu: 4 },
        ]);
        const db = 1 << 22;
        const frames = [hello({ cpus: 8 }), format(31, "web", "request_begin", [])];
        for (const [number, tid] of [[0, 7], [4, db + 7]]) {
            frames.push(cpu(number), cmdline(tid, tid, "main"));
            const pages = new Pages(number, frames);
            pages.add(1000n, 31, tid, Buffer.alloc(0));
            pages.flush();
        }
        frames.push(watermark(0, 2000n), watermark(4, 2000n));
        decode(frames, event => trace.take(event, Number(event.timeNs), 0));
        assert.equal(trace.open.size, 2);
        trace.interrupt(5);
        assert.equal(trace.open.size, 1);
        assert.equal(trace.open.unpaired, 1);
        trace.interrupt(3);
        assert.equal(trace.open.size, 0);
    },

    "machines have headings, CPUs and spans of their own, with the ids and the hosts that they have themselves": () => {
        const trace = new Trace();
        trace.machines.learn([
            { host: "web", machine: 0, first_cpu: 0 },
            { host: "db", machine: 1, first_cpu: 4 },
            { host: "db-too", machine: 1, first_cpu: 4 },
            { host: "db", machine: 1, first_cpu: 4 },
        ]);
        const db = 1 << 22;
        const frames = [
            hello({ cpus: 8 }),
            format(31, "web", "request_begin", [["u64 async_id", 8]]),
            format(32, "web", "request_end", [["u64 async_id", 8]]),
            format(33, "web", "waiting", [["u64 counter", 8]]),
            format(34, "web", "started", []),
        ];
        for (const [number, first] of [[0, 0], [4, db]]) {
            frames.push(cpu(number), cmdline(first + 4001, first + 4000, "main"));
            const pages = new Pages(number, frames);
            const start = 1000n + BigInt(number);
            pages.add(start, 31, first + 7, u64(1));
            pages.add(start + 100n, 32, first + 7, u64(1));
            pages.add(start + 200n, 33, first + 7, u64(5));
            pages.add(start + 300n, 34, first + 4001, Buffer.alloc(0));
            pages.flush();
        }
        frames.push(watermark(0, 5000n), watermark(4, 5000n));
        decode(frames, event => trace.take(event, Number(event.timeNs), 0));
        assert.deepEqual([...trace.spans.durations.slice(0, 2)], [100, 100]);
        [0, 4].forEach(number => trace.runs.add(trace.places.cpu(number), 0, 0, 2000, 100, 0, 7));
        const layout = new Layout(trace);
        layout.arrange(0, 5000);
        assert.deepEqual(layout.rows.map(row => `${row.heading || " "}: ${row.name}`), [
            "CPUs: CPU 0 of web",
            " : CPU 4 of db, db-too",
            "Unknown process of web: web:waiting (0 to 5)",
            " : web:request",
            "Process 4000 of web: main (4001)",
            "Unknown process of db, db-too: web:waiting (0 to 5)",
            " : web:request",
            "Process 4000 of db, db-too: main (4001)",
        ]);
    },

    "the files of one machine do not name its host": () => {
        const trace = new Trace();
        trace.machines.learn([{ host: "web", machine: 0, first_cpu: 0 }]);
        assert.equal(trace.machines.host(0), "");
        assert.equal(trace.machines.ownId((1 << 22) + 7), (1 << 22) + 7);
    },

    "spans on a thread that overlap have lanes of their own": () => {
        const trace = new Trace();
        const frames = [hello(), cpu(0), cmdline(1, 1, "one"), format(32, "web", "query", [["u64 duration_ns", 8]])];
        const pages = new Pages(0, frames);
        // Within 2000 to 3000: 2100 to 2200 and 2300 to 2400; then 3100 to 3200.
        for (const [end, length] of [[2200n, 100], [2400n, 100], [3000n, 1000], [3200n, 100]]) {
            pages.add(end, 32, 1, u64(length));
        }
        pages.flush();
        decode(frames, event => trace.take(event, Number(event.timeNs), 0));
        assert.deepEqual([...trace.spans.lanes.slice(0, 4)], [0, 0, 1, 0]);
        assert.equal(trace.spans.since(2300), 1);
        assert.equal(trace.spans.since(3200), 3);
        assert.equal(trace.spans.since(3201), 4);
    },

    "an hour of statistics is ten minutes of samples, with gaps where there was no answer": () => {
        const marks = new Marks();
        const history = new History(marks);
        for (let i = 0; i < 3600; i++) {
            if (i % 1000 === 999) {
                history.gap(i, "no answer");
            } else {
                history.add(statistics(40, BigInt(i) * 1_000_000_000n, i), i);
            }
        }
        assert.equal(history.times.length, MOST_SAMPLES);
        history.rates.forEach(rates => assert.equal(rates.length, MOST_SAMPLES));
        assert.equal(marks.totals.get("daemon").times, 3);
        const lines = history.lines();
        assert.equal(lines.length, 16);
        assert.equal(lines.at(-1).label, "25 others");
        assert.equal(lines[0].values.at(-1), 1025);
        const others = Array.from({ length: 25 }, (none, i) => 1000 + i).reduce((a, b) => a + b);
        assert.equal(lines.at(-1).values.at(-1), others);
    },

    "marks are bounded and joined, and counted all the same": () => {
        const marks = new Marks();
        for (let i = 0; i < 10_000; i++) {
            const ns = BigInt(i) * 1_000_000n;
            marks.add("missed", { cpu: i % 2, fromNs: ns, toNs: ns, count: 3 });
        }
        assert.equal(marks.list.length, 2);
        assert.equal(textOfMark(marks.list[1]), "CPU 1: this page missed 15,000 events");
        for (let i = 0; i < 10_000; i++) {
            const ns = BigInt(i) * 10_000_000_000n;
            marks.cpu(7, i % 2 === 0, ns, ns, false);
        }
        assert.equal(marks.list.length, 500);
        marks.add("missed", { cpu: 9, fromNs: 0n, toNs: 0n, count: -1 });
        assert.equal(
            marks.summary(),
            "10,001 losses of this page (30,000 events and more), 10,000 CPUs that came or went.",
        );
    },

    "long durations are seconds": () => {
        assert.equal(duration(600e9), "600 s");
        assert.equal(duration(4_000e9), "4000 s");
        assert.equal(duration(1_500), "1.50 µs");
    },
};

for (const [name, test] of Object.entries(tests)) {
    try {
        test();
    } catch (problem) {
        throw new Error(name, { cause: problem });
    }
}
console.log(`${Object.keys(tests).length} tests`);

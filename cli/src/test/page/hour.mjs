// An hour's worth of events: what the page keeps does not grow.
import assert from "node:assert/strict";
import { number, shown, until } from "./harness.mjs";
import { Pages, cmdline, cpu, format, hello, u64, watermark } from "./scripted.mjs";

const SECOND = 1_000_000_000n;
const START = 9_000n * SECOND;
const HOUR = 3600;
const PARTS = 4;
/** Threads come and go: each writes in so many seconds. */
const LIFE = 2;
const TYPES = 60;
/** Of what is in use after the first part, a quarter and a few MiB may be added by all that follows. */
const MOST_GROWTH = 1.25;
const SLACK = 8 << 20;

/** A second of events: half of them in spans, some counters, all others points in time. */
function second(number, rate, pages, frames) {
    const base = START + BigInt(number) * SECOND;
    const step = Number(SECOND) / rate;
    const tid = 10_000 + 8 * Math.floor(number / LIFE);
    if (number % LIFE === 0) {
        for (let i = 0; i < 8; i++) {
            frames.push(cmdline(tid + i, 1 + (Math.floor(number / 60) % 50), `thread-${tid + i}`));
        }
    }
    for (let i = 0; i < rate; i++) {
        const turn = i % 4;
        const type = 100 + (Math.floor(i / 4) % TYPES) * 4;
        // The last span of a second stays open.
        const id = turn === 1 && i < rate - 8 ? type + 1 : turn === 0 ? type : turn === 2 ? type + 2 : type + 3;
        pages.add(base + BigInt(Math.round(i * step)), id, tid + (Math.floor(i / 4) % 8), u64(i));
    }
}

/** In use after garbage has been collected: objects, and the memory of typed arrays. */
async function inUse(session) {
    await session.send("HeapProfiler.collectGarbage");
    await session.send("HeapProfiler.collectGarbage");
    const { usedSize, backingStorageSize = 0 } = await session.send("Runtime.getHeapUsage");
    const { metrics } = await session.send("Performance.getMetrics");
    const nodes = metrics.find(({ name }) => name === "Nodes").value;
    return { bytes: usedSize + backingStorageSize, nodes };
}

/** Feeds the events that an hour has at a rate, in quarters. */
export async function hour(page, daemon, url, picture, rate = 500) {
    await page.goto(`${url}#timeline`);
    await until("the page's stream", () => daemon.stream !== undefined);
    const session = await page.context().newCDPSession(page);
    await session.send("Performance.enable");
    const begin = [hello({ cpus: 1, monotonic: START, realtime: 1n }), cpu(0)];
    for (let i = 0; i < TYPES; i++) {
        const names = [`work${i}_begin`, `work${i}_end`, `point${i}`, `count${i}`];
        names.forEach((name, kind) =>
            begin.push(format(100 + 4 * i + kind, "hour", name, [[kind === 3 ? "u64 counter" : "u64 value", 8]])));
    }
    await daemon.send(...begin);
    const uses = [];
    const pages = new Pages(0, []);
    for (let part = 0; part < PARTS; part++) {
        for (let i = (part * HOUR) / PARTS; i < ((part + 1) * HOUR) / PARTS; i += 10) {
            const frames = [];
            pages.frames = frames;
            for (let j = 0; j < 10; j++) {
                second(i + j, rate, pages, frames);
            }
            pages.flush();
            await daemon.send(...frames, watermark(0, START + BigInt(i + 10) * SECOND));
        }
        const sent = (HOUR / PARTS) * (part + 1) * rate;
        await until(`${sent} events`, async () => number(await shown(page, "received")) === sent);
        for (const view of ["latency", "tail", "now", "timeline"]) {
            await page.click(`#tab-${view}`);
        }
        uses.push(await inUse(session));
    }
    const sizes = uses.map(({ bytes }) => `${(bytes / (1 << 20)).toFixed(1)} MiB`).join(", ");
    const nodes = uses.map(use => use.nodes).join(", ");
    console.log(`${HOUR * rate} events of an hour: in use after each quarter ${sizes}; nodes ${nodes}`);
    assert.ok(uses.at(-1).bytes <= uses[0].bytes * MOST_GROWTH + SLACK, `the page grows: ${sizes}`);
    assert.ok(uses.at(-1).nodes <= uses[0].nodes * MOST_GROWTH + 500, `the document grows: ${nodes} nodes`);
}

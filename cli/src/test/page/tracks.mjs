// The timeline over streams whose every event the test knows: what its tracks are, and how much a frame takes.
import assert from "node:assert/strict";
import { accessible, shown, until } from "./harness.mjs";
import { Pages, cmdline, cpu, format, hello, u64, watermark } from "./scripted.mjs";

const SECOND = 1_000_000_000n;
const START = 5_000n * SECOND;
const SLICES = 51_000;
const THREADS = 40;
/** Twice what the densest picture has: a rectangle for every other pixel of each lane that can be seen. */
const MOST_RECTANGLES = 20_000;
/** Names of tracks and of slices that have room for one; the axis. */
const MOST_CALLS = 2_000;

const CPUS = 2;
const BEGIN = 10;
const END = 11;
const QUEUE = 12;
const SENT = 13;
const SWITCH = 14;
const QUERY = 20;

const FORMATS = [
    format(BEGIN, "shop", "order_begin", [["u64 id", 8]]),
    format(END, "shop", "order_end", [["s32 status", 4, 1]]),
    format(QUEUE, "shop", "queue", [["s64 counter", 8, 1]]),
    format(SENT, "shop", "sent", [["u64 message", 8], ["char text[16]", 16]]),
    format(SWITCH, "sched", "sched_switch", [
        ["char prev_comm[16]", 16],
        ["pid_t prev_pid", 4, 1],
        ["char next_comm[16]", 16],
        ["pid_t next_pid", 4, 1],
    ]),
    format(QUERY, "shop", "query", [["u64 duration_ns", 8]]),
];

function switched(from, fromName, to, toName) {
    const bytes = Buffer.alloc(40);
    bytes.write(fromName, 0);
    bytes.writeInt32LE(from, 16);
    bytes.write(toName, 20);
    bytes.writeInt32LE(to, 36);
    return bytes;
}

const text = value => Buffer.concat([u64(7), Buffer.from(value.padEnd(16, "\0"))]);
const s32 = value => u64(value).subarray(0, 4);

function begun() {
    return [hello({ cpus: CPUS, monotonic: START, realtime: 1n }), cpu(0), cpu(1), ...FORMATS];
}

/** A second of two processes: an order with a query in it, a queue's length, messages, and who ran on CPU 1. */
function known() {
    const frames = [...begun(), cmdline(101, 100, "seller"), cmdline(201, 200, "payer")];
    const first = new Pages(0, frames);
    first.add(START, BEGIN, 101, u64(1));
    first.add(START + SECOND / 10n, QUEUE, 101, u64(5));
    first.add(START + (2n * SECOND) / 10n, SENT, 101, text("first"));
    first.add(START + (5n * SECOND) / 10n, QUERY, 101, u64(SECOND / 5n));
    first.add(START + (6n * SECOND) / 10n, QUEUE, 101, u64(2));
    first.add(START + (8n * SECOND) / 10n, END, 101, s32(200));
    first.flush();
    const second = new Pages(1, frames);
    second.add(START + SECOND / 10n, SWITCH, 0, switched(0, "swapper/1", 201, "payer"));
    second.add(START + (3n * SECOND) / 10n, SWITCH, 201, switched(201, "payer", 101, "seller"));
    second.add(START + (4n * SECOND) / 10n, SENT, 201, text("<i>&amp;"));
    second.add(START + (6n * SECOND) / 10n, SWITCH, 101, switched(101, "seller", 0, "swapper/1"));
    second.flush();
    second.lost = 12;
    second.add(START + SECOND, SENT, 201, text("after a loss"));
    second.flush();
    frames.push(watermark(0, START + SECOND), watermark(1, START + SECOND));
    return frames;
}

/** In the page: what the timeline says of each of its places, from the top down. */
function everyHint() {
    const canvas = document.getElementById("tracks");
    const { left, top, width, height } = canvas.getBoundingClientRect();
    const hints = new Map();
    // All tracks are in the upper part; instants are 10 pixels high, and are found three pixels away.
    for (let y = top + 1; y < top + Math.min(height, 290); y += 8) {
        for (let x = left; x < left + width; x += 6) {
            canvas.dispatchEvent(new PointerEvent("pointermove", { clientX: x, clientY: y }));
            const hint = document.getElementById("slice").textContent;
            if (hint !== "" && !hints.has(hint)) {
                hints.set(hint, { x, y });
            }
        }
    }
    return [...hints];
}

/** Each kind of item is where its place is, with all its fields, and leads to its event. */
export async function tracks(page, daemon, url, picture) {
    await page.goto(`${url}#timeline`);
    await until("the page's stream", () => daemon.stream !== undefined);
    await daemon.send(...known());
    await until("all events", async () => (await shown(page, "received")) === "11");
    await page.focus("#tracks");
    for (let i = 0; i < 6; i++) {
        await page.keyboard.press("+");
    }
    await page.keyboard.press("f");
    await until("the tracks", async () => / 4 tracks$/.test(await shown(page, "span-count")));
    assert.equal(await shown(page, "span-count"), "2 spans, 3 instants, 2 values, 2 runs on CPUs, 1 marks, 4 tracks");
    const hints = await page.evaluate(everyHint);
    const expected = [
        /^CPU 1: this page missed 12 events, after 5000\.600000000, before 5001\.000000000$/,
        /^payer-201 on CPU 1 {2}200 ms {2}at 5000\.100000000 .*next_pid=201$/,
        /^seller-101 on CPU 1 {2}300 ms {2}at 5000\.300000000 .*prev_comm=payer .*next_comm=seller/,
        /^shop:queue {2}5 {2}at 5000\.100000000 {2}counter=5$/,
        /^shop:queue {2}2 {2}at 5000\.600000000/,
        /^shop:sent {2}at 5000\.200000000 {2}message=7 {2}text=first$/,
        /^shop:order {2}800 ms {2}at 5000\.000000000 {2}status=200$/,
        /^shop:query {2}200 ms {2}at 5000\.300000000 {2}duration_ns=200000000$/,
        /^shop:sent {2}at 5000\.400000000 {2}message=7 {2}text=<i>&amp;$/,
        /^shop:sent {2}at 5001\.000000000/,
    ];
    const said = hints.map(([hint]) => hint).join("\n");
    for (const pattern of expected) {
        assert.ok(hints.some(([hint]) => pattern.test(hint)), `${pattern} is not among\n${said}`);
    }
    assert.equal(hints.length, expected.length, said);
    await accessible(page, "timeline with all tracks");
    await picture(page, "page-tracks.png");

    for (const pattern of expected.slice(1)) {
        const [, { x, y }] = hints.find(([hint]) => pattern.test(hint));
        await page.mouse.click(x, y);
        await until(`the event of ${pattern}`, async () => page.isVisible("#event"));
        await page.click("#close-event");
        await page.click("#tab-timeline");
    }
    await keys(page);
}

/** Keys alone reach every item, and its event. */
async function keys(page) {
    await page.focus("#tracks");
    const said = [];
    await page.keyboard.press("Escape");
    for (let row = 0; row < 4; row++) {
        await page.keyboard.press("ArrowDown");
        for (let i = 0; i < 3; i++) {
            await page.keyboard.press("Shift+ArrowLeft");
        }
        for (let i = 0; i < 4; i++) {
            said.push((await shown(page, "slice")).split("  ")[0]);
            await page.keyboard.press("Shift+ArrowRight");
        }
    }
    const runs = ["payer-201 on CPU 1", "seller-101 on CPU 1"];
    for (const name of [...runs, "shop:queue", "shop:sent", "shop:order", "shop:query"]) {
        assert.ok(said.includes(name), `${name} was not reached by keys: ${said}`);
    }
    await page.keyboard.press("Enter");
    await until("the event of the selected item", async () => page.isVisible("#event"));
    assert.match(await shown(page, "event-title"), /^shop:/);
    await page.click("#close-event");
    await page.click("#tab-timeline");
}

/** Spans of 40 threads over ten seconds, three deep. */
function crowd() {
    const frames = begun();
    for (let thread = 0; thread < THREADS; thread++) {
        frames.push(cmdline(1000 + thread, 900 + (thread % 4), `worker-${thread}`));
    }
    const pages = new Pages(0, frames);
    const step = (10n * SECOND) / BigInt(SLICES);
    for (let i = 0; i < SLICES; i++) {
        const tid = 1000 + (i % THREADS);
        const time = START + BigInt(i) * step;
        // In turns an order's begin, a query within it, and its end: two slices of each three events.
        const turn = Math.floor(i / THREADS) % 3;
        if (turn === 0) {
            pages.add(time, QUERY, tid, u64((step * BigInt(THREADS)) / 2n));
            pages.add(time, BEGIN, tid, u64(i));
        } else if (turn === 1) {
            pages.add(time, QUERY, tid, u64(step * BigInt(THREADS - 4)));
        } else {
            pages.add(time, END, tid, s32(i));
        }
    }
    pages.flush();
    frames.push(watermark(0, START + 11n * SECOND), watermark(1, START + 11n * SECOND));
    return frames;
}

/** In the page: moves and zooms for some frames; returns what each took, and how much it drew. */
async function frames(number) {
    const canvas = document.getElementById("tracks");
    const { Bitmap } = await import("./page/bitmap.js");
    const counted = { rectangles: 0, calls: 0 };
    const count = (prototype, name, key) => {
        const original = prototype[name];
        prototype[name] = function (...args) {
            counted[key]++;
            original.apply(this, args);
        };
        return () => (prototype[name] = original);
    };
    const undo = [
        count(Bitmap.prototype, "fill", "rectangles"),
        count(CanvasRenderingContext2D.prototype, "fillRect", "calls"),
        count(CanvasRenderingContext2D.prototype, "fillText", "calls"),
    ];
    const times = [];
    const most = { rectangles: 0, calls: 0 };
    const next = () => new Promise(resolve => requestAnimationFrame(resolve));
    let last = await next();
    for (let i = 0; i < number; i++) {
        Object.assign(counted, { rectangles: 0, calls: 0 });
        if (i % 4 === 3) {
            const deltaY = i % 16 < 8 ? -1 : 1;
            canvas.dispatchEvent(new WheelEvent("wheel", { deltaY, cancelable: true, clientX: 300 }));
        } else {
            canvas.dispatchEvent(new WheelEvent("wheel", { deltaX: i % 2 ? 30 : -30, cancelable: true }));
        }
        const now = await next();
        times.push(now - last);
        last = now;
        most.rectangles = Math.max(most.rectangles, counted.rectangles);
        most.calls = Math.max(most.calls, counted.calls);
    }
    undo.forEach(each => each());
    return { times, most };
}

const percentile = (values, part) => values.sort((a, b) => a - b)[Math.floor(part * (values.length - 1))];

/** A frame draws what can be seen, however many slices there are. */
export async function slices(page, daemon, url, picture, count = 120) {
    await page.goto(`${url}#timeline`);
    await until("the page's stream", () => daemon.stream !== undefined);
    await daemon.send(...crowd());
    await until("50,000 slices", async () => {
        const count = await shown(page, "span-count");
        return /^5\d,\d+ spans/.test(count) || count;
    });
    const seen = await shown(page, "span-count");
    await page.focus("#tracks");
    await page.keyboard.press("f");
    const { times, most } = await page.evaluate(frames, count);
    assert.ok(most.rectangles > 1000, `only ${most.rectangles} rectangles are drawn`);
    assert.ok(most.rectangles <= MOST_RECTANGLES, `${most.rectangles} rectangles are drawn in one frame`);
    assert.ok(most.calls <= MOST_CALLS, `the canvas is called ${most.calls} times in one frame`);
    const parts = [0.5, 0.95, 0.99].map(part => percentile(times, part).toFixed(1));
    console.log(`${seen}: frames took ${parts.join(", ")} ms (50, 95, 99 %), at most ${most.rectangles} rectangles`);
}

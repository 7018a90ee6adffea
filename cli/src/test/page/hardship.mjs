// What a page has to bear: sleep, restarts, losses, floods, and more of everything than anyone has.
import assert from "node:assert/strict";
import { accessible, number, shown, until } from "./harness.mjs";
import { Pages, cmdline, cpu, format, hello, position, statistics, u64, watermark } from "./scripted.mjs";

const SECOND = 1_000_000_000n;
const START = 7_000n * SECOND;
const TICK = 30;
const BUFFER = 4711n;

const TICKS = format(TICK, "load", "tick", [["u64 seq", 8]]);

/** Ticks of a CPU in a row of times; with a loss before them, if there is one. */
function ticks(cpu, frames, from, count, stepNs, lost = 0, tids = 1) {
    const pages = new Pages(cpu, frames);
    pages.lost = lost;
    for (let i = 0; i < count; i++) {
        pages.add(from + BigInt(i) * stepNs, TICK, 300 + (i % tids), u64(i));
    }
    pages.flush();
    return from + BigInt(count) * stepNs;
}

/**
 * A laptop sleeps: its connection is gone without a word, and the page goes on where it was, with an exact loss, also on a
 * CPU that had no event before.
 */
export async function sleep(context, daemon, url) {
    const page = await context.newPage();
    await page.clock.install();
    await page.goto(url);
    await until("the page's stream", () => daemon.stream !== undefined);
    const frames = [hello({ monotonic: START, realtime: 1n }), cpu(0), cpu(1), position(0, BUFFER, 0), TICKS];
    frames.push(cmdline(300, 299, "ticker"), position(0, BUFFER, 10));
    const end = ticks(0, frames, START, 10, 1000n);
    await daemon.send(...frames, watermark(0, end), watermark(1, end));
    await page.click("#tab-tail");
    await until("ten events", async () => (await shown(page, "received")) === "10");
    const before = daemon.asked.length;
    const silent = daemon.stream;
    await page.clock.fastForward("10:00");
    await until("another stream", () => daemon.asked.length > before && daemon.stream !== silent);
    const asked = new URL(daemon.asked.at(-1), url).searchParams;
    assert.equal(asked.get("after"), `${BUFFER.toString(36)}:0.7.g.a.0.0`);
    const begin = START + 600n * SECOND;
    const more = [hello({ monotonic: begin, realtime: 1n }), cpu(0), cpu(1), TICKS, position(0, BUFFER, 40)];
    const woken = ticks(0, more, begin, 5, 1000n, 25);
    ticks(1, more, begin, 5, 1000n, 7);
    await daemon.send(...more, watermark(0, woken), watermark(1, woken));
    await until("the events after the sleep", async () => (await shown(page, "received")) === "20");
    assert.equal(await shown(page, "missed"), "32");
    assert.match(await shown(page, "state"), /^live; the stream was interrupted for \d+ s, 32 events missed$/);
    await page.close();
}

/** A host starts again, and its clock with it: nothing resumes, and the timeline begins with the new time. */
export async function reboot(page, daemon, url) {
    await page.goto(url);
    await until("the page's stream", () => daemon.stream !== undefined);
    const frames = [hello({ cpus: 1, monotonic: START, realtime: 1n }), cpu(0), TICKS, position(0, BUFFER, 10)];
    await daemon.send(...frames, ...ticked(START, 10));
    await page.click("#tab-timeline");
    await until("ten instants", async () => (await shown(page, "span-count")) === "10 instants, 1 tracks");
    const first = daemon.asked.length;
    daemon.cut();
    await until("a stream that resumes", () => daemon.asked.length > first && daemon.stream !== undefined);
    assert.match(daemon.asked.at(-1), /[?&]after=/);
    const second = daemon.asked.length;
    const resuming = daemon.stream;
    await daemon.send(hello({ cpus: 1, boot: 2, monotonic: SECOND, realtime: 1n }));
    await until("a stream that does not", () => daemon.asked.length > second && daemon.stream !== resuming);
    assert.doesNotMatch(daemon.asked.at(-1), /[?&]after=/);
    const begin = [hello({ cpus: 1, boot: 2, monotonic: SECOND, realtime: 1n }), cpu(0), TICKS, position(0, 1n, 3)];
    await daemon.send(...begin, ...ticked(SECOND, 3));
    await until("three instants", async () => (await shown(page, "span-count")) === "3 instants, 1 marks, 1 tracks");
    assert.equal(await shown(page, "received"), "13");
    assert.equal(await shown(page, "missed"), "0 and more");
    await until("what is not known", async () =>
        /^live; the stream was interrupted .*, an unknown number of events missed$/.test(await shown(page, "state")));
}

/** The page and the watermark of ticks that begin at a time. */
function ticked(from, count) {
    const frames = [];
    const end = ticks(0, frames, from, count, 1000n);
    return [...frames, watermark(0, end)];
}

/** Sixty fields, a thousand types, and HTML wherever an application can write text. */
export async function wide(page, daemon, url) {
    const html = "<img src=x onerror=alert(1)><b>";
    await page.goto(url);
    await until("the page's stream", () => daemon.stream !== undefined);
    const frames = [hello({ cpus: 1, monotonic: START, realtime: 1n }), cpu(0), cmdline(300, 299, html)];
    const fields = Array.from({ length: 59 }, (none, i) => [`u64 field_${i}`, 8]);
    frames.push(format(1, "wide", "sixty", [...fields, ["char text[32]", 32]]));
    for (let i = 0; i < 1000; i++) {
        frames.push(format(1000 + i, `kind<b>${i % 7}`, `type_${i}`, [["u64 value", 8]]));
    }
    const pages = new Pages(0, frames);
    for (let i = 0; i < 1000; i++) {
        pages.add(START + BigInt(i), 1000 + i, 300, u64(i));
    }
    const sixty = Buffer.alloc(59 * 8 + 32);
    fields.forEach((field, i) => sixty.writeBigUInt64LE(BigInt(i) << 53n, 8 * i));
    sixty.write(html, 59 * 8);
    pages.add(START + SECOND, 1, 300, sixty);
    pages.flush();
    await daemon.send(...frames, watermark(0, START + SECOND));
    await until("all types", async () => (await page.locator("#types tbody tr").count()) === 1001);
    const types = await page.locator("#types tbody tr td:first-child").allTextContents();
    assert.ok(types.includes("kind<b>6:type_6"));
    await page.click("#tab-tail");
    await until("all events", async () => (await shown(page, "received")) === "1,001");
    await page.focus("#lines");
    await page.keyboard.press("End");
    await until("the event", async () => (await shown(page, "event-title")) === "wide:sixty");
    const rows = await page.locator("#fields tr").allTextContents();
    assert.equal(rows.length, 63);
    assert.ok(rows.includes(`field_58${58n << 53n}`));
    assert.ok(rows.includes(`text${html}`));
    await accessible(page, "an event of sixty fields");
    await page.click("#columns");
    await until("the names above", async () => /^field_0 +field_1 .* text +$/.test(await page.textContent("#head span:last-child")));
    const row = await page.locator(".row[aria-selected=true] span:last-child").textContent();
    const names = await page.textContent("#head span:last-child");
    assert.equal(row.slice(names.indexOf("field_58 ")).split(" ")[0], String(58n << 53n));
    await accessible(page, "columns");
    await page.click("#columns");
    await until("no columns", async () => !(await page.isVisible("#head")));
    await page.click("#close-event");
    await page.click("#tab-timeline");
    await page.focus("#tracks");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("End");
    const last = `field_58=${58n << 53n}  text=${html}`;
    await until("its fields in the timeline", async () => (await shown(page, "slice")).includes(last));
    assert.equal(await page.locator("main img, main td b, main .row b, #slice b, #marks b").count(), 0);
    await accessible(page, "a timeline of a thousand types");
}

/** So many CPUs, each with its events: no view loses one, and none grows beyond the screen. */
export async function manyCpus(page, daemon, url) {
    const all = 256;
    await page.goto(url);
    await until("the page's stream", () => daemon.stream !== undefined);
    const frames = [hello({ cpus: all, monotonic: START, realtime: 1n }), TICKS];
    frames.push(format(14, "sched", "sched_switch", [["pid_t prev_pid", 4, 1], ["pid_t next_pid", 4, 1]]));
    for (let i = 0; i < all; i++) {
        frames.push(cpu(i));
        const pages = new Pages(i, frames);
        for (let turn = 0n; turn < 41n; turn++) {
            const switched = Buffer.alloc(8);
            switched.writeInt32LE(turn % 2n ? 0 : 1000 + i, 4);
            pages.add(START + turn * 1_000_000n + BigInt(i), 14, 0, switched);
        }
        pages.flush();
    }
    for (let i = 0; i < all; i++) {
        frames.push(watermark(i, START + SECOND));
    }
    daemon.statistics = statistics(all, START + SECOND, 1);
    await daemon.send(...frames);
    await until("256 rows", async () => (await page.locator("#cpus tbody tr").count()) === all);
    daemon.statistics = statistics(all, START + 2n * SECOND, 2);
    await until("the chart's lines", async () => (await page.locator("#rates .u-series").count()) === 17);
    assert.match(await page.textContent("#rates .u-legend"), /241 others/);
    // A CPU that goes and one that is quarantined are marks; so is a loss, with its count.
    daemon.statistics = statistics(all, START + 3n * SECOND, 3);
    daemon.statistics.cpus[200].online = false;
    daemon.statistics.cpus[17].damage = "a page of <b>4711</b> bytes";
    daemon.statistics.cpus[3].dropped = 12;
    await until("three marks", async () => (await page.locator("#marks li").count()) === 3);
    const marks = (await page.locator("#marks li").allTextContents()).join("\n");
    assert.match(marks, /CPU 200 is offline/);
    assert.match(marks, /CPU 17: quarantined: a page of <b>4711<\/b> bytes/);
    assert.match(marks, /CPU 3: 12 events lost \(dropped\)/);
    assert.equal(await shown(page, "mark-counts"), "1 loss in a ring (12 events), 1 quarantine, 1 CPU that came or went.");
    await accessible(page, "256 CPUs");
    await page.click("#tab-timeline");
    await until("256 tracks", async () => / 256 tracks$/.test(await shown(page, "span-count")));
    const box = await page.locator("#tracks").boundingBox();
    assert.ok(box.height <= 860, `the canvas is ${box.height} pixels high`);
    await page.focus("#tracks");
    await page.keyboard.press("ArrowUp");
    await until("the last CPU's run", async () => /on CPU 255 /.test(await shown(page, "slice")));
    await page.keyboard.press("End");
    await until("what it still runs", async () => / on CPU 255 .* so far /.test(await shown(page, "slice")));
    await page.keyboard.press("Shift+ArrowLeft");
    await until("what it ran before", async () => / on CPU 255 {2}[\d.]+ ms {2}at /.test(await shown(page, "slice")));
}

/** In the page: how often rows have changed, and how long frames took, until it is asked again. */
function watch() {
    const seen = { changes: 0, frames: [], since: performance.now(), going: true };
    const observer = new MutationObserver(records => (seen.changes += records.length));
    observer.observe(document.getElementById("lines"), { childList: true, characterData: true, subtree: true });
    let last = performance.now();
    const frame = now => {
        seen.frames.push(now - last);
        last = now;
        if (seen.going) {
            requestAnimationFrame(frame);
        }
    };
    requestAnimationFrame(frame);
    window.unwatch = () => {
        seen.going = false;
        observer.disconnect();
        const rows = document.querySelectorAll(".row").length;
        return { changes: seen.changes, frames: seen.frames, ms: performance.now() - seen.since, rows };
    };
}

/** A hundred thousand events a second: each is counted, and the list changes no more often than anyone can read. */
export async function flood(page, daemon, url, picture, seconds = 2) {
    const rate = 100_000;
    const pieces = 20;
    await page.goto(`${url}#tail`);
    await until("the page's stream", () => daemon.stream !== undefined);
    await daemon.send(hello({ cpus: 1, monotonic: START, realtime: 1n }), cpu(0), TICKS, cmdline(300, 299, "ticker"));
    await page.evaluate(watch);
    const begun = Date.now();
    let at = START;
    for (let i = 0; i < seconds * pieces; i++) {
        const frames = [];
        at = ticks(0, frames, at, rate / pieces, SECOND / BigInt(rate), 0, 8);
        await daemon.send(...frames, watermark(0, at));
        const ahead = begun + ((i + 1) * 1000) / pieces - Date.now();
        if (ahead > 0) {
            await new Promise(resolve => setTimeout(resolve, ahead));
        }
    }
    const took = Date.now() - begun;
    await until("every event", async () => number(await shown(page, "received")) === seconds * rate);
    assert.equal(await shown(page, "missed"), "0");
    const { changes, frames, ms, rows } = await page.evaluate(() => window.unwatch());
    assert.ok(rows < 100, `the list has ${rows} rows`);
    const most = rows * 5 * (ms / 100 + 2);
    assert.ok(changes <= most, `${changes} changes of the list in ${ms} ms`);
    frames.sort((a, b) => a - b);
    const parts = [0.5, 0.95, 0.99].map(part => frames[Math.floor(part * (frames.length - 1))].toFixed(1));
    console.log(`${seconds * rate} events in ${took} ms: frames took ${parts.join(", ")} ms (50, 95, 99 %)`);
}

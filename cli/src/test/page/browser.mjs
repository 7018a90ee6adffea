// Drives the page in a real browser against a real daemon and real JVMs; see .ci/page.
// Usage: node browser.mjs LAUNCHER CLASS-PATH-OF-THE-TESTS [DIRECTORY-FOR-SCREENSHOTS]
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { acts } from "./acts.mjs";
import { flood, manyCpus, reboot, sleep, wide } from "./hardship.mjs";
import { DEADLINE_MS, accessible, chromium, endAll, ended, number, shown, start, startDaemon, until } from "./harness.mjs";
import { fleet } from "./fleet.mjs";
import { hour } from "./hour.mjs";
import { ScriptedDaemon } from "./scripted.mjs";
import { slices, tracks } from "./tracks.mjs";
import { view } from "./view.mjs";

const [launcher, classPath, pictures] = process.argv.slice(2);

const PER_LOAD = 20_000;
/** Small enough to be overwritten. */
const BUFFER = ["--buffer-size", "4m"];
const ALL_TYPES_ROUNDS = 3;
const ALL_TYPES = 10 * ALL_TYPES_ROUNDS;
const BROWSER = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
];

const directory = mkdtempSync("/dev/shm/ringtail-page.");

function statistics() {
    return JSON.parse(execFileSync(launcher, ["stat", "--json", "--dir", directory], { encoding: "utf8" }));
}

function written() {
    return statistics().cpus.reduce((all, cpu) => all + cpu.written, 0);
}

/** Writes events; on a busy machine it waits longer for the daemon than it would by itself. */
function load(...options) {
    return start(launcher, ["load", "--dir", directory, "--wait", "100s", ...options]);
}

async function picture(page, name) {
    if (pictures) {
        await page.evaluate(() => scrollTo(0, 0));
        await page.screenshot({ path: join(pictures, name) });
    }
}

/** In the page: a place at which the timeline says something that begins with a text; null if there is none. */
function placeOf(begin) {
    const canvas = document.getElementById("tracks");
    const { left, top, width, height } = canvas.getBoundingClientRect();
    for (let y = top + 24; y < top + height; y += 5) {
        for (let x = left + width - 1; x > left; x--) {
            canvas.dispatchEvent(new PointerEvent("pointermove", { clientX: x, clientY: y }));
            if (document.getElementById("slice").textContent.startsWith(begin)) {
                return { x, y };
            }
        }
    }
    return null;
}

/** The spans of an application, by type and in the timeline, are those that the command line finds in a snapshot. */
async function spans(page) {
    await page.fill("#selection [name=filter]", "");
    await page.fill("#selection [name=event]", "web:*");
    await page.focus("#selection [name=event]");
    await page.keyboard.press("Enter");
    await until("the stream of spans alone", async () => {
        const { sessions } = statistics();
        return sessions.length === 1 && sessions[0].events === 0;
    });
    await ended(start("java", ["-cp", classPath, "io.ringtail.system.SpanApplication", directory, "200"]));
    const snapshot = join(directory, "spans.dat");
    execFileSync(launcher, ["snapshot", "--dir", directory, "-o", snapshot], { stdio: "ignore" });
    const report = execFileSync(launcher, ["report", "--spans", snapshot], { encoding: "utf8" });
    const expected = [...report.matchAll(/^\s*(web:\w+)\s+([\d,]+)\s/gm)].map(([, name, count]) => `${name} ${number(count)}`);
    assert.ok(expected.length > 3, report);
    await page.click("#tab-latency");
    await until("the spans by type", async () => {
        const rows = await page.locator("#latencies tbody tr").all();
        const counted = [];
        for (const row of rows) {
            const cells = await row.locator("td").allTextContents();
            counted.push(`${cells[0]} ${number(cells[2])}`);
        }
        return counted.sort().join() === expected.sort().join() || `${counted} and not ${expected}`;
    });
    await accessible(page, "latency");
    await picture(page, "page-latency.png");

    await page.click("#tab-timeline");
    await page.focus("#tracks");
    for (let i = 0; i < 6; i++) {
        await page.keyboard.press("+");
    }
    await page.keyboard.press("f");
    let place;
    for (const name of ["web:sent", "web:slow_query"]) {
        await until(`${name} under the pointer`, async () => {
            place = await page.evaluate(placeOf, name);
            return place !== null;
        });
        await page.mouse.move(place.x, place.y);
        await until("its fields", async () => /^web:\w+ {2}.* {2}\w+=/.test(await shown(page, "slice")));
        if (name === "web:slow_query") {
            await accessible(page, "timeline");
            await picture(page, "page-timeline.png");
        }
        await page.mouse.click(place.x, place.y);
        await until("its event", async () => page.isVisible("#event"));
        assert.match(await shown(page, "event-title"), /^web:/);
        await page.click("#close-event");
        await page.click("#tab-timeline");
    }
}

async function run(browser, url, token) {
    const context = await browser.newContext({
        viewport: { width: 1280, height: 860 },
        permissions: ["clipboard-read", "clipboard-write"],
    });
    const page = await context.newPage();
    const problems = [];
    page.on("pageerror", problem => problems.push(String(problem)));
    page.on("console", message => message.type() === "error" && problems.push(message.text()));
    await page.goto(url);
    await until("the page's stream", async () => (await shown(page, "receivers")) === "1");

    const loads = [0, 1].map(() =>
        load("--threads", "2", "--count", `${PER_LOAD / 2}`, "--rate", "4000"),
    );
    await until("two processes", async () => number(await shown(page, "clients")) === 2);
    await until("the chart's rates", async () => (await shown(page, "rate")) !== "0");
    await picture(page, "page-now.png");
    await Promise.all(loads.map(ended));
    await ended(
        start("java", ["-cp", classPath, "io.ringtail.system.AllFieldTypes", directory, `${ALL_TYPES_ROUNDS}`]),
    );
    const all = written();
    assert.equal(all, 2 * PER_LOAD + ALL_TYPES);
    await until("every event on the page", async () => number(await shown(page, "written")) === all);
    await until("every event received", async () => {
        const types = await page.locator("#types tbody tr").allTextContents();
        return types.some(text => text.startsWith("load:tick") && text.endsWith("40,000"));
    });
    await accessible(page, "now");

    await page.focus("#tab-now");
    await page.keyboard.press("ArrowRight");
    assert.equal(await page.getAttribute("#tab-tail", "aria-selected"), "true");
    await until("the same number in the tail", async () => number(await shown(page, "received")) === all);
    assert.equal(await shown(page, "missed"), "0");
    await picture(page, "page-tail.png");

    // The strings of an application are text, whatever they contain.
    await page.fill("#find", "<b>&amp;");
    await page.keyboard.press("Enter");
    await until("an event with HTML in its text", async () => page.isVisible("#event"));
    assert.ok((await page.textContent("#fields")).includes('a"b\\c\\x0a\\x09\\x01<b>&amp;'));
    assert.equal(await page.locator("#fields b").count(), 0);
    assert.equal(await page.getAttribute("#pause", "aria-pressed"), "true");
    await page.click("#copy-json");
    const copied = JSON.parse(await page.evaluate(() => navigator.clipboard.readText()));
    assert.equal(copied.event, "test:all");
    assert.equal(copied.fields.text, 'a"b\\c\n\t\u0001<b>&amp;');
    await accessible(page, "an event");
    await page.click("#close-event");

    // Keys alone: to the list, to its first event, and back to the newest.
    await page.focus("#lines");
    await page.keyboard.press("Home");
    await until("the first event", async () => (await page.textContent("#fields")).includes("seq"));
    await page.keyboard.press("p");
    assert.equal(await page.getAttribute("#pause", "aria-pressed"), "false");
    // Both keys before the browser tells the page that the list has moved.
    const paused = await page.evaluate(async () => {
        for (const key of ["Home", "p"]) {
            document.getElementById("lines").dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
        }
        await new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve)));
        return document.getElementById("pause").getAttribute("aria-pressed");
    });
    assert.equal(paused, "false");

    await page.fill("#selection [name=filter]", "seq >= 100 &&");
    await page.keyboard.press("Enter");
    await until("the daemon's message", async () => page.isVisible("#refused"));
    await page.fill("#selection [name=filter]", "seq >= 100");
    await page.fill("#selection [name=event]", "load:*");
    await page.keyboard.press("Enter");
    await until("no message", async () => !(await page.isVisible("#refused")));
    await until("the filtered stream alone", async () => {
        const { sessions } = statistics();
        return sessions.length === 1 && sessions[0].events === 0;
    });
    await ended(load("--count", "1000"));
    await until("the filtered events", async () => number(await shown(page, "received")) === 900);

    await spans(page);
    const snapshot = await acts(page, token, host);

    await page.setViewportSize({ width: 400, height: 800 });
    for (const view of ["tail", "timeline", "latency", "acts"]) {
        await page.click(`#tab-${view}`);
        const width = await page.evaluate(() => document.documentElement.scrollWidth);
        assert.ok(width <= 400, `${view} is ${width} pixels wide where 400 can be seen`);
    }
    await page.emulateMedia({ colorScheme: "dark" });
    const back = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    assert.equal(back, "rgb(21, 25, 30)");
    await accessible(page, "dark and narrow");
    await page.click("#tab-timeline");
    await accessible(page, "timeline, dark and narrow");
    await page.click("#tab-now");
    await accessible(page, "now, dark and narrow");
    await page.setViewportSize({ width: 1280, height: 860 });
    await picture(page, "page-dark.png");
    assert.deepEqual(problems.filter(problem => !/ (400 \(Bad Request|401 \(Unauthorized)\)/.test(problem)), []);
    await context.close();
    return snapshot;
}

/** The demo's two JVMs are on its page until it is ended. */
async function demo(browser) {
    const child = start(launcher, ["demo", "--keep", "--seconds", "1", "-o", join(directory, "demo.dat")]);
    let text = "";
    child.stdout.on("data", data => (text += data));
    await until("the demo goes on", async () => /The two JVMs go on, at \S+;/.test(text));
    const page = await browser.newPage();
    await page.goto(/go on, at (\S+);/.exec(text)[1]);
    await until("the demo's JVMs", async () => number(await shown(page, "clients")) === 2);
    await until("their rates", async () => (await shown(page, "rate")) !== "0");
    const end = ended(child);
    child.kill();
    await end;
}

/** What a page does with a stream of which the test knows every event. */
async function scripted(browser, url) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 860 } });
    context.setDefaultTimeout(DEADLINE_MS);
    const problems = [];
    for (const run of [tracks, slices, wide, manyCpus, reboot, flood, hour]) {
        const daemon = new ScriptedDaemon(url);
        const page = await context.newPage();
        page.on("pageerror", problem => problems.push(`${run.name}: ${problem}`));
        page.on("console", message => {
            if (message.type() === "error" && !message.text().includes("ERR_INCOMPLETE_CHUNKED_ENCODING")) {
                problems.push(`${run.name}: ${message.text()}`);
            }
        });
        try {
            await run(page, daemon, await daemon.start(), picture);
        } finally {
            await page.close();
            daemon.close();
        }
    }
    const daemon = new ScriptedDaemon(url);
    await sleep(context, daemon, await daemon.start());
    daemon.close();
    assert.deepEqual(problems, []);
    await context.close();
}

/** A hidden page reads nothing, and a restarted daemon serves the same buffer: what is left in the rings is read then. */
async function interruptions(browser, { daemon, url }) {
    const page = await browser.newPage();
    page.setDefaultTimeout(DEADLINE_MS);
    await page.goto(`${url}#tail`);
    await until("the page's stream", async () => statistics().sessions.length === 1);
    const before = written();
    const hide = hidden => page.evaluate(value => {
        Object.defineProperty(document, "hidden", { configurable: true, get: () => value });
        document.dispatchEvent(new Event("visibilitychange"));
    }, hidden);
    const received = async () => number(await shown(page, "received")) + number(await shown(page, "missed"));
    const account = async () => {
        const [all, due] = [await received(), written() - before];
        return all === due || `${all} received or missed of ${due} (${await shown(page, "missed")} missed)`;
    };
    await ended(load("--count", "100"));
    await until("the events before", async () => (await shown(page, "received")) === "100");
    await hide(true);
    await until("no stream", async () => statistics().sessions.length === 0);
    assert.equal(await shown(page, "state"), "not reading while the page is hidden");
    await ended(load("--count", "1000"));
    assert.equal(await shown(page, "received"), "100");
    await hide(false);
    await until("what was written meanwhile", async () => (await shown(page, "received")) === "1,100");
    assert.match(await shown(page, "state"), /^live; the page was hidden for [\d.]+ m?s, 0 events missed$/);

    // More than the rings hold: the difference is what they have overwritten.
    await hide(true);
    await until("no stream", async () => statistics().sessions.length === 0);
    await ended(load("--threads", "2", "--count", "100000", "--payload", "100"));
    await hide(false);
    await until("an exact account", account);
    assert.notEqual(await shown(page, "missed"), "0");
    const state = await shown(page, "state");
    assert.ok(state.endsWith(`, ${await shown(page, "missed")} events missed`), state);
    await accessible(page, "after a pause");

    const stopped = new Promise(resolve => daemon.on("exit", resolve));
    daemon.kill();
    await stopped;
    await until("that it is gone", async () => page.isVisible("#state.problem"));
    const port = new URL(url).port;
    await startDaemon(launcher, ["--dir", directory, "--http", `127.0.0.1:${port}`, ...BUFFER]);
    await until("the stream of the new daemon", async () => statistics().sessions.length === 1);
    await ended(load("--count", "500"));
    await until("all of the new daemon's", account);
    await page.click("#tab-now");
    await until("a mark of the restart", async () => /daemon has started again/.test(await page.textContent("#marks")));
    await page.close();
}

/** What the checks in other modules need. */
const host = { launcher, directory, written, load, picture };

let browser;
try {
    const tokens = join(directory, "tokens");
    const newToken = ["token", "new", "ops", "--role", "read,control", "--append", tokens];
    const token = execFileSync(launcher, newToken, { encoding: "utf8" }).trim();
    const served = await startDaemon(
        launcher,
        ["--dir", directory, "--http", "127.0.0.1:0", "--token-file", tokens, ...BUFFER],
    );
    browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: BROWSER });
    const snapshot = await run(browser, served.url, token);
    await view(browser, snapshot, host);
    await fleet(browser, classPath, host);
    await scripted(browser, served.url);
    await interruptions(browser, served);
    await demo(browser);
    console.log("the page shows what the daemon counts");
} finally {
    await browser?.close();
    endAll();
    // Those that were just killed may still write there.
    rmSync(directory, { recursive: true, force: true, maxRetries: 50, retryDelay: 100 });
}

// The page of `ringtail view` over a file.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { basename, dirname } from "node:path";
import { stockEvents } from "./acts.mjs";
import { accessible, ended, number, shown, start, until } from "./harness.mjs";

function reportOf(launcher, ...options) {
    return execFileSync(launcher, ["report", ...options], { encoding: "utf8", maxBuffer: 1 << 30 });
}

/** The events by type, as a table of the page shows them. */
async function counted(page, table, column) {
    const counts = {};
    for (const row of await page.locator(`#${table} tbody tr`).all()) {
        const cells = await row.locator("td").allTextContents();
        counts[cells[0]] = number(cells[column]);
    }
    return counts;
}

export async function view(browser, file, { launcher, picture }) {
    const report = (...options) => reportOf(launcher, ...options);
    const child = start(launcher, ["view", "--no-open", basename(file)], { cwd: dirname(file) });
    let text = "";
    child.stdout.on("data", data => (text += data));
    await until("the address", async () => / at http:\S+\n/.test(text));
    const url = / at (http:\S+)/.exec(text)[1];
    const page = await browser.newPage({ viewport: { width: 1280, height: 860 } });
    const problems = [];
    page.on("pageerror", problem => problems.push(String(problem)));
    page.on("console", message => message.type() === "error" && problems.push(message.text()));
    await page.goto(url);

    const all = stockEvents(file);
    await until("all events", async () => number(await shown(page, "read")) === all);
    await until("the end", async () => (await shown(page, "state")) === "read");
    const expected = {};
    for (const line of report("--json", file).split("\n")) {
        const event = line === "" ? undefined : JSON.parse(line).event;
        if (event) {
            expected[event] = (expected[event] ?? 0) + 1;
        }
    }
    await until("the events by type", async () => {
        const types = await counted(page, "file-types", 1);
        return JSON.stringify(Object.entries(types).sort()) === JSON.stringify(Object.entries(expected).sort()) || types;
    });
    assert.equal(await shown(page, "file-lost"), "0");
    assert.equal(await page.isVisible("#tab-acts"), false);
    assert.equal(await page.isVisible("#tab-now"), false);
    assert.equal(await page.isVisible("#now"), false, "what a daemon says now, below the overview of a file");
    await accessible(page, "a file");
    await picture(page, "page-view.png");

    await page.focus("#tab-overview");
    await page.keyboard.press("ArrowRight");
    assert.equal(await page.getAttribute("#tab-tail", "aria-selected"), "true");
    await until("all events in the tail", async () => number(await shown(page, "kept")) === all);
    await page.focus("#lines");
    await page.keyboard.press("Home");
    await until("the first event", async () => page.isVisible("#event"));

    const spans = {};
    for (const [, name, count] of report("--spans", file).matchAll(/^\s*(web:\w+)\s+([\d,]+)\s/gm)) {
        spans[name] = number(count);
    }
    await page.click("#tab-latency");
    await until("the spans", async () => {
        const types = await counted(page, "latencies", 2);
        return JSON.stringify(Object.entries(types).sort()) === JSON.stringify(Object.entries(spans).sort()) || types;
    });
    await accessible(page, "a file's latencies");
    await page.click("#tab-timeline");
    await until("its spans on the timeline", async () => /^[\d,]+ spans, .* tracks$/.test(await shown(page, "span-count")));
    await accessible(page, "a file's timeline");

    await page.click("#tab-tail");
    await page.fill("#selection [name=filter]", "seq <");
    await page.focus("#selection [name=filter]");
    await page.keyboard.press("Enter");
    await until("what is wrong with the filter", async () => page.isVisible("#refused"));
    await page.fill("#selection [name=event]", "load:*");
    await page.fill("#selection [name=filter]", "seq < 10");
    await page.fill("#selection [name=since]", "+0s");
    await page.focus("#selection [name=filter]");
    await page.keyboard.press("Enter");
    const few = report("--event", "load:*", "--filter", "seq < 10", file).split("\n").length - 1;
    await until("the selected events", async () => number(await shown(page, "received")) === few);
    assert.match(page.url(), /filter=seq/);
    await page.emulateMedia({ colorScheme: "dark" });
    await page.setViewportSize({ width: 400, height: 800 });
    await page.click("#tab-overview");
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(width <= 400, `the page of a file is ${width} pixels wide where 400 can be seen`);
    await accessible(page, "a file, dark and narrow");
    assert.deepEqual(problems.filter(problem => !/ 400 \(Bad Request\)/.test(problem)), []);
    await page.close();
    const end = ended(child);
    child.kill("SIGINT");
    await end;
}

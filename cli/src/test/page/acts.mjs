// The view of what can be done: signing in, switches, snapshots, downloads and triggers.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { accessible, ended, number, shown, until } from "./harness.mjs";

/** The events that the stock trace-cmd finds in a file. */
export function stockEvents(file) {
    const report = execFileSync("trace-cmd", ["report", "-t", file], { encoding: "utf8", maxBuffer: 1 << 30 });
    // The texts of some events have several lines.
    return report.split("\n").filter(line => /-\d+ +\[\d{3}\] +\d+\.\d+: /.test(line)).length;
}

/** Presses a button, and keeps the file that it downloads. */
async function download(page, button, name, { directory }) {
    const [file] = await Promise.all([page.waitForEvent("download"), page.press(button, "Enter")]);
    const path = join(directory, name);
    await file.saveAs(path);
    return path;
}

/** What needs the role control is refused, and says why, until the page has a token that has it. */
async function signIn(page, token) {
    await page.uncheck("#switches input >> nth=0", { force: true }).catch(() => {});
    await until("a refusal", async () => page.isVisible("#act.problem"));
    assert.ok(await page.isChecked("#switches input >> nth=0"));
    await until("the question for a token", async () => page.isVisible("#sign-in"));
    await accessible(page, "sign in");
    await page.focus("#token");
    await page.keyboard.type(token);
    await page.keyboard.press("Enter");
    await page.focus("#switches input >> nth=0");
    await page.keyboard.press("Space");
    await until("a switch", async () => (await shown(page, "act")).endsWith(" is off"));
    await page.keyboard.press("Space");
    await until("a switch back", async () => (await shown(page, "act")).endsWith(" is on"));
}

/** A snapshot of the daemon, as trace-cmd reads what the page has downloaded; returns its path here. */
async function snapshot(page, all, host) {
    await page.fill("#snapshot [name=reason]", "a <b>reason</b>");
    await page.focus("#snapshot [name=reason]");
    await page.keyboard.press("Enter");
    await until("the snapshot", async () => /: [\d,]+ events, 0 lost/.test(await shown(page, "act")));
    const events = number(/: ([\d,]+) events/.exec(await shown(page, "act"))[1]);
    assert.equal(events, all);
    const path = await download(page, "#snapshots button", "snapshot.dat", host);
    assert.equal(stockEvents(path), events);
    return path;
}

/** A trigger is added and removed by keys, and the daemon's errors are shown. */
async function triggers(page, { load, picture }) {
    await page.fill("#trigger [name=event]", "load:*");
    await page.fill("#trigger [name=filter]", "seq ==");
    await page.selectOption("#trigger [name=action]", "count");
    await page.focus("#trigger [name=filter]");
    await page.keyboard.press("Enter");
    await until("the daemon's message, and where it applies", async () => /seq ==\n.*\^/s.test(await shown(page, "trigger-told")));
    await page.fill("#trigger [name=filter]", "seq == 5");
    await page.keyboard.press("Enter");
    await until("the trigger", async () => /count/.test(await shown(page, "triggers")));
    await ended(load("--count", "20"));
    await until("its match", async () => (await page.locator("#triggers tbody td").allTextContents())[5] === "1");
    await accessible(page, "triggers");
    await picture(page, "page-acts.png");
    await page.press("#triggers button", "Enter");
    await until("no trigger", async () => /none/.test(await shown(page, "triggers")));
}

/** Returns the path of a snapshot that was downloaded. */
export async function acts(page, token, host) {
    const { launcher, written } = host;
    await page.click("#tab-acts");
    await until("the switches", async () => page.isVisible("#switches input"));
    await signIn(page, token);
    const all = written();
    const path = await snapshot(page, all, host);
    await page.fill("#last [name=seconds]", "");
    const last = await download(page, "#last [value='trace.dat']", "last.dat", host);
    assert.equal(stockEvents(last), all);
    const report = file => execFileSync(launcher, ["report", file], { encoding: "utf8", maxBuffer: 1 << 30 });
    assert.ok(report(last) === report(path), "a download and a snapshot have the same events");
    const trace = readFileSync(await download(page, "#last [value=perfetto]", "last.pftrace", host));
    assert.equal(trace[0], 0x0a, "a Perfetto trace begins with a packet");
    await triggers(page, host);
    return path;
}

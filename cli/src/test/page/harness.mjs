// What the tests of the page share: processes that are ended, conditions that are waited for, and looks at the page.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

export const DEADLINE_MS = 100_000;

const require = createRequire(join(process.cwd(), "browser.mjs"));
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const children = [];

export const { chromium } = require("playwright-core");

export function start(command, args, options = {}) {
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "inherit"], ...options });
    children.push(child);
    return child;
}

export function endAll() {
    children.forEach(child => child.kill());
}

/** Waits for a condition of the page, or of the daemon; with a process, no longer than that runs. */
export async function until(what, condition, child) {
    const end = Date.now() + DEADLINE_MS;
    let last;
    for (;;) {
        if (child && (child.exitCode !== null || child.signalCode !== null)) {
            throw new Error(`${what}: the process has ended with ${child.signalCode ?? child.exitCode}; last: ${last}`);
        }
        try {
            last = await condition();
            if (last === true) {
                return;
            }
        } catch (problem) {
            last = problem;
        }
        if (Date.now() > end) {
            throw new Error(`${what}: did not happen; last: ${last}`);
        }
        await new Promise(resolve => setTimeout(resolve, 100));
    }
}

/** Waits for the end of a process, which may have ended already, and for its success. */
export function ended(child) {
    return new Promise((resolve, reject) => {
        const end = (status, signal) =>
            status === 0 ? resolve() : reject(new Error(`exit status ${status}, signal ${signal}`));
        if (child.exitCode !== null || child.signalCode !== null) {
            end(child.exitCode, child.signalCode);
        } else {
            child.on("exit", end);
        }
    });
}

/** Starts a daemon; returns its process and its address. */
export async function startDaemon(launcher, args) {
    const daemon = start(launcher, ["daemon", ...args]);
    const url = await new Promise((resolve, reject) => {
        let text = "";
        daemon.stdout.on("data", data => {
            text += data;
            const serving = /ringtail: serving \S+ at (\S+)/.exec(text);
            if (serving) {
                resolve(serving[1]);
            }
        });
        daemon.on("exit", status => reject(new Error(`the daemon has ended with status ${status}`)));
    });
    return { daemon, url };
}

export const shown = (page, id) => page.textContent(`#${id}`);
export const number = text => Number(text.replaceAll(",", ""));

export async function accessible(page, where) {
    // The page's policy lets no script in but its own; the browser's debugger may.
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => window.axe.run());
    assert.deepEqual(
        violations.map(({ id, nodes }) => `${id}: ${nodes.map(node => node.html).join(" ")}`),
        [],
        where,
    );
}

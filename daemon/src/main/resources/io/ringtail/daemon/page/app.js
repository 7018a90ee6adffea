// @ts-check
/** The page: its views, the one stream that they share, and its token. */

import { ActsView } from "./acts.js";
import { element, show } from "./dom.js";
import { files, readFiles, select, selection } from "./files.js";
import { LatencyView } from "./latency.js";
import { LiveStream } from "./live.js";
import { Marks, textOfMark } from "./marks.js";
import { NowView } from "./now.js";
import { OverviewView } from "./overview.js";
import { ServiceError, useToken } from "./service.js";
import { TailView } from "./tail.js";
import { TimelineView } from "./timeline.js";
import { Trace } from "./trace.js";

const UNAUTHORIZED = 401;
/** Losses of more pauses are not told apart. */
const MOST_PAUSES = 8;

const state = element("state", HTMLElement);
const signIn = element("sign-in", HTMLFormElement);

/** Whether the page shows files, and not a daemon. */
const ofFiles = document.body.dataset.source === "files";

const marks = new Marks();
const now = ofFiles ? undefined : new NowView(marks, problem => {
    if (problem) {
        askForToken(problem);
        tell(problem.message, true);
    } else {
        tell(live.told, live.faulty);
    }
});
const tail = new TailView(chosen => (stream ? stream.select(chosen) : select(chosen)), ofFiles);

const acts = ofFiles ? undefined : new ActsView(askForToken);
const trace = new Trace();
const timeline = new TimelineView(trace, tail.store, marks, openEvent);
const latency = new LatencyView(trace, openEvent, ofFiles);
const overview = ofFiles ? new OverviewView(tail.store) : undefined;

/** The times of the stream: that of the first event, after which others are so many ns, and the latest one. */
const clock = { bootId: "", originNs: /** @type {bigint | undefined} */ (undefined), latest: 0 };
/** @type {{ns: bigint, ms: number} | undefined} a moment on the daemon's clock and on the browser's */
let said = undefined;
/** @type {import("./marks.js").Mark[]} the last pauses, the oldest first, to which the losses belong that may span them */
let pauses = [];

/** The present on the daemon's clock, as far as the page can know it. */
function present() {
    const moment = marks.clock ?? said;
    return moment ? moment.ns + BigInt(Math.round((Date.now() - moment.ms) * 1e6)) : 0n;
}

/** What a stream has said of itself. */
const live = { told: "", faulty: false };
const listener = { hello, event: take, lost, cpu, released };
const stream = ofFiles ? undefined : new LiveStream(listener, changed, paused);
if (stream) {
    stream.select({});
} else {
    tail.choose(selection());
    showFiles();
}

/** Reads the files, and shows the time of those events that the page keeps. */
async function showFiles() {
    try {
        const shown = await files();
        trace.machines.learn(shown);
        overview?.name(shown);
        await readFiles(listener, changed);
    } catch (problem) {
        tell(/** @type {Error} */ (problem).message, true);
    }
    if (tail.store.size > 0) {
        const first = tail.store.get(tail.store.first).timeNs;
        timeline.show(Number(first - (clock.originNs ?? first)), clock.latest);
    }
}

/**
 * Shows the state of the stream.
 *
 * @param {import("./live.js").LiveState} state
 */
function changed({ state: what, message }) {
    live.told = message;
    live.faulty = what === "waiting" || what === "refused";
    tell(message, live.faulty);
    tail.refuse(what === "refused" ? message : "");
}

/**
 * A stream begins that does not resume another one: what happened between them was not received.
 *
 * @param {import("./frames.js").Hello} greeting
 */
function hello(greeting) {
    said = { ns: greeting.monotonicNs, ms: Date.now() };
    tail.begin();
    trace.interrupt();
    if (clock.bootId !== "" && clock.bootId !== greeting.bootId) {
        // The host has started again, and its clock with it.
        clock.originNs = undefined;
        clock.latest = 0;
        pauses = [];
        trace.clear();
        timeline.clear();
        latency.clear();
        marks.restart(greeting.monotonicNs);
    }
    clock.bootId = greeting.bootId;
}

/** @param {import("./events.js").CurrentEvent} event */
function take(event) {
    now?.count(event);
    overview?.count(event);
    const number = tail.add(event);
    clock.originNs ??= event.timeNs;
    const time = Number(event.timeNs - clock.originNs);
    clock.latest = Math.max(clock.latest, time);
    const span = trace.take(event, time, number);
    if (span >= 0) {
        latency.add(span);
    }
}

/** @param {import("./events.js").Loss} loss */
function lost({ cpu, count, afterNs, beforeNs }) {
    overview?.lose(cpu, count);
    tail.addLoss(cpu, count);
    trace.interrupt(cpu);
    const fromNs = afterNs !== undefined && afterNs < beforeNs ? afterNs : beforeNs;
    const pause = pauses.find(({ toNs }) => fromNs < toNs);
    if (pause) {
        marks.extend(pause, count);
        tellPause();
    } else {
        marks.add("missed", { cpu, fromNs, toNs: beforeNs, count });
    }
}

/**
 * @param {number} cpu
 * @param {boolean} online
 */
function cpu(cpu, online) {
    const ns = present();
    marks.cpu(cpu, online, ns, ns, !marks.online.has(cpu) && clock.originNs === undefined);
}

/** All that could be decoded so far has been taken. */
function released() {
    tail.draw();
    if (clock.originNs !== undefined) {
        latency.tick(clock.latest);
        timeline.tick(clock.latest, clock.originNs);
    }
}

/** @param {import("./live.js").Pause} what */
function paused({ why, ms, nowNs, resumed }) {
    const latestNs = (clock.originNs ?? 0n) + BigInt(clock.latest);
    const toNs = nowNs || present();
    const detail = why === "hidden" ? "the page was hidden" : "the stream was interrupted";
    const sinceNs = toNs - BigInt(Math.round(ms * 1e6));
    // Losses that span the pause begin with the last event before it.
    const fromNs = sinceNs > latestNs ? sinceNs : latestNs;
    pauses.push(marks.add("pause", { fromNs: fromNs < toNs ? fromNs : toNs, toNs, count: resumed ? 0 : -1, detail }));
    pauses = pauses.slice(-MOST_PAUSES);
    tellPause();
}

/** Says how much was missed while nothing was read last. */
function tellPause() {
    const last = pauses.at(-1);
    if (last) {
        live.told = `live; ${textOfMark(last)}`;
        tell(live.told, live.faulty);
    }
}

/**
 * Shows the question for a token, if the daemon wants one.
 *
 * @param {Error} problem
 */
function askForToken(problem) {
    if (problem instanceof ServiceError && problem.status === UNAUTHORIZED) {
        signIn.hidden = false;
    }
}

signIn.addEventListener("submit", submitted => {
    submitted.preventDefault();
    signIn.hidden = true;
    const token = element("token", HTMLInputElement);
    useToken(token.value.trim());
    token.value = "";
    stream?.restart();
});

/**
 * @param {string} message
 * @param {boolean} problem
 */
function tell(message, problem) {
    show(state, message);
    state.classList.toggle("problem", problem);
}

const tabs = [...document.querySelectorAll(`[role="tab"]:not(.${ofFiles ? "of-daemon" : "of-files"})`)].filter(
    tab => tab instanceof HTMLElement,
);

/** @param {HTMLElement} chosen */
function open(chosen) {
    for (const tab of tabs) {
        const isChosen = tab === chosen;
        tab.setAttribute("aria-selected", String(isChosen));
        tab.tabIndex = isChosen ? 0 : -1;
        element(String(tab.getAttribute("aria-controls")), HTMLElement).hidden = !isChosen;
    }
    history.replaceState(null, "", `#${chosen.getAttribute("aria-controls")}`);
    dispatchEvent(new Event("resize"));
    tail.draw();
    timeline.draw();
    latency.draw();
    acts?.look();
    overview?.draw();
}

/**
 * Shows an event in the tail.
 *
 * @param {number} number
 */
function openEvent(number) {
    open(/** @type {HTMLElement} */ (document.getElementById("tab-tail")));
    tail.open(number);
}

tabs.forEach((tab, i) => {
    tab.addEventListener("click", () => open(tab));
    tab.addEventListener("keydown", key => {
        const step = { ArrowLeft: -1, ArrowRight: 1 }[key.key];
        if (step) {
            const next = tabs[(i + step + tabs.length) % tabs.length];
            open(next);
            next.focus();
        }
    });
});
open(tabs.find(tab => `#${tab.getAttribute("aria-controls")}` === location.hash) ?? tabs[0]);

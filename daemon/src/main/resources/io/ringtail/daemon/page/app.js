// @ts-check
/** The page: its views, the one stream that they share, and its token. */

import { ActsView } from "./acts.js";
import { element, show } from "./dom.js";
import { LatencyView } from "./latency.js";
import { LiveStream } from "./live.js";
import { NowView } from "./now.js";
import { ServiceError, useToken } from "./service.js";
import { SpanStore } from "./spans.js";
import { TailView } from "./tail.js";
import { TimelineView } from "./timeline.js";

const UNAUTHORIZED = 401;

const state = element("state", HTMLElement);
const signIn = element("sign-in", HTMLFormElement);

const now = new NowView(problem => {
    if (problem instanceof ServiceError && problem.status === UNAUTHORIZED) {
        signIn.hidden = false;
    }
    if (problem) {
        tell(problem.message, true);
    } else {
        signIn.hidden = true;
        tell(live.told, live.faulty);
    }
});
const tail = new TailView(selection => live.stream.select(selection));

const acts = new ActsView();
const spans = new SpanStore();
const timeline = new TimelineView(spans, tail.store, openEvent);
const latency = new LatencyView(spans, openEvent);
/** The time of the first event; others are so many ns after it. */
let originNs = /** @type {bigint | undefined} */ (undefined);

/** The stream, and what it has said of itself. */
const live = {
    told: "",
    faulty: false,
    stream: new LiveStream(
        {
            // What happened between two streams was not received.
            hello: () => {
                spans.interrupt();
                tail.begin();
            },
            event: event => {
                now.count(event);
                const number = tail.add(event);
                originNs ??= event.timeNs;
                const time = Number(event.timeNs - originNs);
                const span = spans.take(event, time, number);
                if (span >= 0) {
                    latency.add(span);
                }
                latency.tick(time);
                timeline.tick(time);
            },
            lost: (cpu, count) => {
                tail.addLoss(cpu, count);
                spans.interrupt();
            },
        },
        ({ state: what, message }) => {
            live.told = message;
            live.faulty = what === "waiting" || what === "refused";
            tell(message, live.faulty);
            tail.refuse(what === "refused" ? message : "");
        },
    ),
};
live.stream.select({});

signIn.addEventListener("submit", submitted => {
    submitted.preventDefault();
    const token = element("token", HTMLInputElement);
    useToken(token.value.trim());
    token.value = "";
    live.stream.restart();
});

/**
 * @param {string} message
 * @param {boolean} problem
 */
function tell(message, problem) {
    show(state, message);
    state.classList.toggle("problem", problem);
}

const tabs = [...document.querySelectorAll('[role="tab"]')].filter(tab => tab instanceof HTMLElement);

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
    acts.look();
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

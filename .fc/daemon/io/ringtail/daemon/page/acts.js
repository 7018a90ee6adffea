// @ts-check
/** The view of what can be done: switches of event types, snapshots, and traces for other programs. */

import { element, show } from "./dom.js";
import { ask, statistics } from "./service.js";
import { exact, printable } from "./text.js";

const PERFETTO_TYPE = "application/vnd.perfetto";
const PERFETTO = "https://ui.perfetto.dev";
/** Perfetto answers a greeting once it has loaded. */
const GREETING_MS = 200;
const PATIENCE_MS = 30_000;

export class ActsView {
    constructor() {
        this.panel = element("acts", HTMLElement);
        this.told = element("act", HTMLElement);
        this.switches = element("switches", HTMLTableElement);
        const head = this.switches.createTHead().insertRow();
        for (const title of ["On", "Event"]) {
            const cell = document.createElement("th");
            cell.scope = "col";
            cell.textContent = title;
            head.append(cell);
        }
        this.body = this.switches.createTBody();
        element("snapshot", HTMLFormElement).addEventListener("submit", submitted => {
            submitted.preventDefault();
            const reason = new FormData(/** @type {HTMLFormElement} */ (submitted.target)).get("reason");
            this.#act(() => this.#snapshot(String(reason)));
        });
        element("perfetto", HTMLFormElement).addEventListener("submit", submitted => {
            submitted.preventDefault();
            const seconds = Number(new FormData(/** @type {HTMLFormElement} */ (submitted.target)).get("seconds"));
            const opens = /** @type {HTMLButtonElement} */ (submitted.submitter)?.value === "open";
            // A window opens in the answer to a click only, so before the trace has arrived.
            const window = opens ? open(PERFETTO) : null;
            this.#act(() => this.#perfetto(seconds, opens, window));
        });
    }

    /** Shows the switches as they are now. */
    look() {
        if (!this.panel.hidden) {
            this.#act(() => this.#showSwitches());
        }
    }

    /**
     * Does something, and shows what came of it.
     *
     * @param {() => Promise<string>} act
     */
    async #act(act) {
        this.told.classList.remove("problem");
        try {
            show(this.told, printable(await act()));
        } catch (problem) {
            show(this.told, printable(/** @type {Error} */ (problem).message));
            this.told.classList.add("problem");
        }
    }

    async #showSwitches() {
        const { events } = await statistics();
        const rows = events
            .filter(({ event }) => event !== "ringtail:lost")
            .sort((a, b) => a.event.localeCompare(b.event))
            .map(({ event, enabled }) => this.#switch(event, enabled));
        this.body.replaceChildren(...rows);
        return rows.length === 0 ? "no event type has been registered yet" : "";
    }

    /**
     * @param {string} event
     * @param {boolean} enabled
     */
    #switch(event, enabled) {
        const row = document.createElement("tr");
        const box = document.createElement("input");
        box.type = "checkbox";
        box.checked = enabled;
        box.setAttribute("aria-label", printable(event));
        box.addEventListener("change", () => this.#act(() => this.#turn(event, box)));
        row.insertCell().append(box);
        row.insertCell().textContent = printable(event);
        return row;
    }

    /**
     * @param {string} event
     * @param {HTMLInputElement} box
     */
    async #turn(event, box) {
        const wanted = box.checked;
        const path = event.split(":").map(encodeURIComponent).join("/");
        try {
            await ask(`events/${path}/enable`, { method: "PUT", body: wanted ? "1" : "0" });
        } catch (problem) {
            box.checked = !wanted;
            throw problem;
        }
        return `${event} is ${wanted ? "on" : "off"}`;
    }

    /** @param {string} reason */
    async #snapshot(reason) {
        const query = reason.trim() === "" ? "" : `?${new URLSearchParams({ reason: reason.trim() })}`;
        const taken = await (await ask(`snapshot${query}`, { method: "POST" })).json();
        return `${taken.path}: ${exact(taken.events)} events, ${exact(taken.lost)} lost, ${exact(taken.bytes)} bytes`;
    }

    /**
     * @param {number} seconds
     * @param {boolean} opens
     * @param {Window | null} window in which it is shown
     */
    async #perfetto(seconds, opens, window) {
        if (opens && !window) {
            throw new Error("this browser did not open a window: allow it for this page, or download the trace");
        }
        show(this.told, "reading…");
        const query = new URLSearchParams({ wait: "0", since: `${seconds}s` });
        const trace = await (await ask(`stream?${query}`, { headers: { Accept: PERFETTO_TYPE } })).blob();
        const size = `${exact(trace.size)} bytes`;
        const name = `ringtail-${new Date().toISOString().replace(/[:.]/g, "-")}.pftrace`;
        if (window) {
            await passToPerfetto(window, await trace.arrayBuffer(), name);
            return `${size} are shown in the other window`;
        }
        const link = document.createElement("a");
        link.href = URL.createObjectURL(trace);
        link.download = name;
        link.click();
        URL.revokeObjectURL(link.href);
        return `${name}, ${size}`;
    }
}

/**
 * Passes a trace to Perfetto by the message that it documents for other pages.
 *
 * @param {Window} window
 * @param {ArrayBuffer} buffer
 * @param {string} title
 */
function passToPerfetto(window, buffer, title) {
    return new Promise((resolve, reject) => {
        const greeting = setInterval(() => window.postMessage("PING", PERFETTO), GREETING_MS);
        const stop = () => {
            clearInterval(greeting);
            clearTimeout(patience);
            removeEventListener("message", answered);
        };
        const patience = setTimeout(() => {
            stop();
            reject(new Error(`${PERFETTO} does not answer: this browser needs the internet for it`));
        }, PATIENCE_MS);
        const answered = (/** @type {MessageEvent} */ message) => {
            if (message.origin === PERFETTO && message.data === "PONG") {
                stop();
                window.postMessage({ perfetto: { buffer, title } }, PERFETTO);
                resolve(undefined);
            }
        };
        addEventListener("message", answered);
    });
}

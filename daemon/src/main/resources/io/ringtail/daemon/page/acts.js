// @ts-check
/** The view of what can be done: switches of event types, snapshots, and traces for other programs. */

import { element, show } from "./dom.js";
import { nameNow, openPerfetto, passToPerfetto, perfettoTrace, save, traceDat } from "./downloads.js";
import { ask, statistics } from "./service.js";
import { exact, printable } from "./text.js";
import { TriggersView } from "./triggers.js";

/** A line of the daemon's list of snapshots. */
const SNAPSHOT = /^(snapshot-\S+\.dat)\s+(\d+) bytes/;

export class ActsView {
    /** @param {(problem: Error) => void} refused called after what the daemon has not done */
    constructor(refused) {
        this.refused = refused;
        this.panel = element("acts", HTMLElement);
        this.told = element("act", HTMLElement);
        this.triggers = new TriggersView(refused);
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
        element("last", HTMLFormElement).addEventListener("submit", submitted => {
            submitted.preventDefault();
            const seconds = new FormData(/** @type {HTMLFormElement} */ (submitted.target)).get("seconds");
            const act = /** @type {HTMLButtonElement | null} */ (submitted.submitter)?.value ?? "trace.dat";
            this.#act(() => this.#last(String(seconds), act));
        });
    }

    /** Shows switches, snapshots and triggers as they are now. */
    look() {
        if (!this.panel.hidden) {
            this.triggers.look();
            this.#act(async () => {
                await this.#showSnapshots();
                return this.#showSwitches();
            });
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
            this.refused(/** @type {Error} */ (problem));
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
        await this.#showSnapshots();
        return `${taken.path}: ${exact(taken.events)} events, ${exact(taken.lost)} lost, ${exact(taken.bytes)} bytes`;
    }

    /** Shows the snapshots that the daemon has, the newest first. */
    async #showSnapshots() {
        const lines = (await (await ask("snapshots")).text()).split("\n");
        const stored = lines.map(line => SNAPSHOT.exec(line)).filter(found => found !== null).reverse();
        const list = element("snapshots", HTMLUListElement);
        list.replaceChildren(...stored.map(([, name, bytes]) => {
            const item = document.createElement("li");
            const button = document.createElement("button");
            button.textContent = `Download ${name}`;
            button.addEventListener("click", () => this.#act(() => this.#fetch(name)));
            item.append(button, ` ${exact(Number(bytes))} bytes`);
            return item;
        }));
    }

    /** @param {string} name of a snapshot */
    async #fetch(name) {
        show(this.told, "reading…");
        const file = await (await ask(`snapshots/${name}`)).blob();
        save(file, name);
        return `${name}, ${exact(file.size)} bytes`;
    }

    /**
     * @param {string} seconds empty for all that the rings hold
     * @param {string} act
     */
    async #last(seconds, act) {
        const window = act === "open" ? openPerfetto() : null;
        if (act === "open" && !window) {
            throw new Error("this browser did not open a window: allow it for this page, or download the trace");
        }
        show(this.told, "reading…");
        const trace = act === "trace.dat" ? await traceDat(seconds) : await perfettoTrace(seconds);
        const name = nameNow(act === "trace.dat" ? "dat" : "pftrace");
        const size = `${exact(trace.size)} bytes`;
        if (window) {
            await passToPerfetto(window, await trace.arrayBuffer(), name);
            return `${size} are shown in the other window`;
        }
        save(trace, name);
        return `${name}, ${size}`;
    }
}

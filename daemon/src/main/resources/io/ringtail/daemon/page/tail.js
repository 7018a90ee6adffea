// @ts-check
/** @import { CurrentEvent } from "./events.js" */
/** @import { StoredEvent } from "./store.js" */
/** The view of single events: a list of a fixed height that holds only the rows that can be seen. */

import { Columns } from "./columns.js";
import { element, show } from "./dom.js";
import { EventStore } from "./store.js";
import { eventJson, exact, printable, secondsOf, textOf } from "./text.js";

const ROW_HEIGHT = 22;
const MOST_LOSSES = 1000;
/** While new events come, the rows change so often: what is faster than anyone reads costs time only. */
const FOLLOW_MS = 100;
/** Find looks at so many events before the browser gets its turn. */
const SEARCH_SLICE = 10_000;

/** The list, its selection, and what was received but is not in it. */
export class TailView {
    /**
     * @param {(selection: Record<string, string>) => void} select reads the selected events
     * @param {boolean} all whether events are kept during a pause, too: those of a file are few enough to wait for
     */
    constructor(select, all) {
        this.select = select;
        this.all = all;
        this.store = new EventStore();
        /** @type {Array<{before: number, cpu: number, count: number}>} losses, by the number of the event after them */
        this.losses = [];
        this.received = 0;
        this.lost = 0;
        this.lostUnknown = false;
        this.paused = false;
        /** @type {number | undefined} the number of the selected event */
        this.selected = undefined;
        /** The selected event as it is copied: the store may have dropped it by then. */
        this.copies = { text: "", json: "" };
        this.search = "";
        this.searches = 0;
        this.drawing = false;
        this.drawnMs = 0;
        /** @type {Columns | undefined} there while fields are shown in columns */
        this.columns = undefined;
        this.head = element("head", HTMLElement);
        this.lines = element("lines", HTMLElement);
        this.space = element("space", HTMLElement);
        /** @type {HTMLElement[]} */
        this.rows = [];
        this.#listen();
    }

    /**
     * Takes the next event; returns its number, or -1 if it is not kept.
     *
     * @param {CurrentEvent} event
     */
    add(event) {
        this.received++;
        if (this.paused && !this.all) {
            return -1;
        }
        this.store.add(event);
        return this.store.end - 1;
    }

    /**
     * Shows an event, if it is still there.
     *
     * @param {number} number
     */
    open(number) {
        if (number >= this.store.first && number < this.store.end) {
            this.#pause(true);
            this.#draw();
            this.#show(number);
        }
    }

    /** Notes that a stream begins: what was written since the one before has not been received. */
    begin() {
        this.lostUnknown ||= this.received > 0;
        this.draw();
    }

    /**
     * Takes a loss: so many of a CPU's events, -1 if unknown how many.
     *
     * @param {number} cpu
     * @param {number} count
     */
    addLoss(cpu, count) {
        if (count < 0) {
            this.lostUnknown = true;
        } else {
            this.lost += count;
        }
        this.losses.push({ before: this.store.end, cpu, count });
        if (this.losses.length > MOST_LOSSES) {
            this.losses.shift();
        }
    }

    /**
     * Shows why the selection was refused; nothing if it was not.
     *
     * @param {string} message
     */
    refuse(message) {
        const line = element("refused", HTMLElement);
        line.hidden = message === "";
        show(line, message);
    }

    /**
     * Shows what the events were selected by.
     *
     * @param {URLSearchParams} selection
     */
    choose(selection) {
        for (const input of element("selection", HTMLFormElement).elements) {
            if (input instanceof HTMLInputElement) {
                input.value = selection.get(input.name) ?? "";
            }
        }
    }

    /** Draws what has changed, with the browser's next frame, or a later one while it follows new events. */
    draw() {
        if (this.drawing) {
            return;
        }
        this.drawing = true;
        const wait = this.paused ? 0 : this.drawnMs + FOLLOW_MS - performance.now();
        const frame = () => requestAnimationFrame(() => {
            this.drawing = false;
            this.drawnMs = performance.now();
            this.#draw();
        });
        if (wait > 0) {
            setTimeout(frame, wait);
        } else {
            frame();
        }
    }

    #listen() {
        const form = element("selection", HTMLFormElement);
        form.addEventListener("submit", submitted => {
            submitted.preventDefault();
            const selection = Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value).trim()]));
            this.#restart();
            this.select(selection);
        });
        element("pause", HTMLButtonElement).addEventListener("click", () => this.#pause(!this.paused));
        const columns = element("columns", HTMLButtonElement);
        columns.addEventListener("click", () => {
            this.columns = this.columns ? undefined : new Columns();
            columns.setAttribute("aria-pressed", String(this.columns !== undefined));
            this.draw();
        });
        const find = element("find", HTMLInputElement);
        find.addEventListener("input", () => {
            this.search = find.value.toLowerCase();
            show(element("found", HTMLElement), "");
            this.draw();
        });
        find.addEventListener("keydown", key => {
            if (key.key === "Enter") {
                key.preventDefault();
                this.#find(key.shiftKey ? 1 : -1);
            }
        });
        this.lines.addEventListener("scroll", () => {
            this.head.scrollLeft = this.lines.scrollLeft;
            if (!this.paused && !this.#atEnd()) {
                this.#pause(true);
            }
            this.draw();
        });
        this.lines.addEventListener("click", click => {
            const row = /** @type {HTMLElement} */ (click.target).closest(".row");
            if (row instanceof HTMLElement) {
                this.#select(Number(row.dataset.number));
            }
        });
        this.lines.addEventListener("keydown", key => this.#key(key));
        document.addEventListener("keydown", key => {
            const typing = key.target instanceof HTMLInputElement;
            if (key.key === "p" && !typing && !key.ctrlKey && !key.metaKey && !key.altKey && this.lines.offsetParent) {
                this.#pause(!this.paused);
            }
        });
        element("close-event", HTMLButtonElement).addEventListener("click", () => this.#select(undefined));
        element("copy-text", HTMLButtonElement).addEventListener("click", () => this.#copy("text"));
        element("copy-json", HTMLButtonElement).addEventListener("click", () => this.#copy("json"));
    }

    #restart() {
        this.store.clear();
        this.losses = [];
        this.received = 0;
        this.lost = 0;
        this.lostUnknown = false;
        this.refuse("");
        this.#select(undefined);
        this.#pause(false);
    }

    /** @param {boolean} paused */
    #pause(paused) {
        this.paused = paused;
        const button = element("pause", HTMLButtonElement);
        button.setAttribute("aria-pressed", String(paused));
        if (!paused) {
            // The scroll event of what moved the list before may still be to come, and would pause it again.
            this.#follow();
            this.drawnMs = 0;
        }
        this.draw();
    }

    #follow() {
        this.lines.scrollTop = this.lines.scrollHeight;
    }

    #atEnd() {
        return this.lines.scrollTop + this.lines.clientHeight >= this.lines.scrollHeight - 2 * ROW_HEIGHT;
    }

    #draw() {
        show(element("received", HTMLElement), exact(this.received));
        show(element("missed", HTMLElement), `${exact(this.lost)}${this.lostUnknown ? " and more" : ""}`);
        show(element("kept", HTMLElement), exact(this.store.size));
        if (!this.lines.offsetParent) {
            return;
        }
        this.space.style.height = `${this.store.size * ROW_HEIGHT}px`;
        if (!this.paused) {
            this.#follow();
        }
        const to = Math.min(
            this.store.size,
            Math.ceil((this.lines.scrollTop + this.lines.clientHeight) / ROW_HEIGHT) + 1,
        );
        const from = Math.max(0, Math.min(to, Math.floor(this.lines.scrollTop / ROW_HEIGHT)));
        this.#choose(from, to);
        for (let i = from; i < to; i++) {
            this.#row(i - from, i);
        }
        if (this.columns?.grown) {
            this.columns.grown = false;
            this.draw();
        }
        this.head.hidden = !this.columns?.format;
        show(this.head.children[this.head.children.length - 1], this.columns?.head() ?? "");
        for (let i = to - from; i < this.rows.length; i++) {
            this.rows[i].style.display = "none";
        }
    }

    /**
     * Chooses the type that has columns: that of the selected event, or else of the newest one that can be seen.
     *
     * @param {number} from
     * @param {number} to
     */
    #choose(from, to) {
        const selected = this.selected ?? -1;
        const isKept = selected >= this.store.first && selected < this.store.end;
        if (this.columns && (isKept || to > from)) {
            this.columns.choose(this.store.get(isKept ? selected : this.store.first + to - 1).format);
        }
    }

    /**
     * @param {number} place of the row on the screen
     * @param {number} index of the event among those that are left
     */
    #row(place, index) {
        const row = this.rows[place] ?? this.#newRow(place);
        const event = this.store.get(this.store.first + index);
        row.style.display = "";
        row.style.top = `${index * ROW_HEIGHT}px`;
        row.dataset.number = String(event.number);
        row.setAttribute("aria-rowindex", String(index + 1));
        row.setAttribute("aria-selected", String(event.number === this.selected));
        const loss = this.losses.filter(other => other.before === event.number);
        row.classList.toggle("lost", loss.length > 0);
        const texts = cellsOf(event);
        if (this.columns) {
            texts[4] = this.columns.values(event);
        }
        if (loss.length > 0) {
            const counts = loss.map(({ cpu, count }) => `CPU ${cpu}: ${count < 0 ? "unknown" : exact(count)}`);
            texts[4] += `   [lost before this: ${counts.join(", ")}]`;
        }
        row.classList.toggle("hit", this.search !== "" && lineOf(event).toLowerCase().includes(this.search));
        texts.forEach((text, i) => show(row.children[i], text));
    }

    /** @param {number} place */
    #newRow(place) {
        const row = document.createElement("div");
        row.className = "row";
        row.setAttribute("role", "row");
        for (const name of ["time", "cpu", "thread", "name", "values"]) {
            const cell = document.createElement("span");
            cell.className = name;
            cell.setAttribute("role", "gridcell");
            row.append(cell);
        }
        this.lines.append(row);
        this.rows[place] = row;
        return row;
    }

    /** @param {number | undefined} number */
    #select(number) {
        const known = number !== undefined && number >= this.store.first && number < this.store.end;
        this.selected = known ? number : undefined;
        element("event", HTMLElement).hidden = !known;
        show(element("copied", HTMLElement), "");
        if (known) {
            this.#pause(true);
            const event = this.store.get(number);
            this.#details(event);
            this.copies = { text: lineOf(event), json: eventJson(event) };
        }
        this.draw();
    }

    /** @param {StoredEvent} event */
    #details(event) {
        show(element("event-title", HTMLElement), printable(nameOf(event)));
        const table = element("fields", HTMLTableElement);
        table.replaceChildren();
        const process = event.thread?.pid ? ` of process ${event.thread.pid}` : "";
        const rows = [
            ["time", `${secondsOf(event.timeNs)} s`],
            ["CPU", String(event.cpu)],
            ["thread", `${printable(event.thread?.name ?? "<...>")} (${event.tid})${process}`],
            ...(event.format?.fields ?? []).map((field, i) => [field.name, textOf(field, event.value(i))]),
        ];
        for (const [name, value] of rows) {
            const row = table.insertRow();
            const head = document.createElement("th");
            head.scope = "row";
            head.textContent = name;
            row.append(head);
            row.insertCell().textContent = value;
        }
    }

    /** @param {KeyboardEvent} key */
    #key(key) {
        const page = Math.max(1, Math.floor(this.lines.clientHeight / ROW_HEIGHT) - 1);
        /** @type {Record<string, number>} */
        const steps = { ArrowUp: -1, ArrowDown: 1, PageUp: -page, PageDown: page, Home: -Infinity, End: Infinity };
        const step = steps[key.key];
        if (step === undefined || this.store.size === 0) {
            return;
        }
        key.preventDefault();
        const from = this.selected ?? this.store.end;
        this.#show(Math.min(this.store.end - 1, Math.max(this.store.first, from + step)));
    }

    /** @param {number} number */
    #show(number) {
        this.#select(number);
        const top = (number - this.store.first) * ROW_HEIGHT;
        if (top < this.lines.scrollTop) {
            this.lines.scrollTop = top;
        } else if (top + ROW_HEIGHT > this.lines.scrollTop + this.lines.clientHeight) {
            this.lines.scrollTop = top + ROW_HEIGHT - this.lines.clientHeight;
        }
    }

    /**
     * Selects the next event whose line has the searched text.
     *
     * @param {1 | -1} step
     */
    async #find(step) {
        const search = this.search;
        const searching = ++this.searches;
        const found = element("found", HTMLElement);
        if (search === "") {
            return;
        }
        this.#pause(true);
        let number = (this.selected ?? this.store.end) + step;
        for (let looked = 1; number >= this.store.first && number < this.store.end; number += step, looked++) {
            if (lineOf(this.store.get(number)).toLowerCase().includes(search)) {
                show(found, "");
                this.#show(number);
                return;
            }
            if (looked % SEARCH_SLICE === 0) {
                show(found, "looking…");
                await new Promise(resolve => setTimeout(resolve));
                if (searching !== this.searches) {
                    return;
                }
            }
        }
        show(found, step < 0 ? "none before" : "none after");
    }

    /** @param {"text" | "json"} form */
    async #copy(form) {
        if (this.selected === undefined) {
            return;
        }
        const told = element("copied", HTMLElement);
        try {
            // Browsers have no clipboard for a page that came over plain HTTP from another machine.
            await navigator.clipboard.writeText(this.copies[form]);
            show(told, "copied");
        } catch {
            show(told, "this browser does not let the page copy: select the text");
        }
    }
}

/** @param {StoredEvent} event */
function nameOf(event) {
    return event.format?.fullName ?? "unknown event";
}

/** @param {StoredEvent} event */
function cellsOf(event) {
    const values = (event.format?.fields ?? []).map((field, i) => `${field.name}=${textOf(field, event.value(i))}`);
    return [
        secondsOf(event.timeNs),
        `[${String(event.cpu).padStart(3, "0")}]`,
        `${printable(event.thread?.name ?? "<...>")}-${event.tid}`,
        printable(nameOf(event)),
        values.join(" "),
    ];
}

/** @param {StoredEvent} event */
function lineOf(event) {
    const [time, cpu, thread, name, values] = cellsOf(event);
    return `${thread} ${cpu} ${time}: ${name}: ${values}`;
}

// @ts-check
/** @import { Trace } from "./trace.js" */
/** The view of spans by type: their percentiles, and a heat map of one type over time. */

import { LiveTable, element, show } from "./dom.js";
import { Durations, bucketOf, leastOf } from "./histogram.js";
import { duration, exact, printable, short } from "./text.js";

const COLUMNS = 120;
const SECOND_NS = 1e9;
/** The columns of a trace of which only the begin is known. */
const SHORTEST_COLUMN_NS = 1e3;
/** Histograms are kept of so many types; all are counted. */
const MOST_TYPES = 50;
const PERIOD_MS = 1000;
const MOST_SLOWEST = 20;
/** Buckets to a row of the heat map. */
const ROW = 4;
const HEIGHT = 260;

export class LatencyView {
    /**
     * @param {Trace} trace
     * @param {(event: number) => void} open shows an event, by its number
     * @param {boolean} all whether all time is shown, in columns that become longer, instead of the last two minutes
     */
    constructor(trace, open, all) {
        this.trace = trace;
        this.spans = trace.spans;
        this.open = open;
        this.all = all;
        this.columnNs = all ? SHORTEST_COLUMN_NS : SECOND_NS;
        /** @type {Map<number, Durations>} */
        this.types = new Map();
        this.now = 0;
        /** The last column. */
        this.column = 0;
        /** @type {number | undefined} */
        this.chosen = undefined;
        this.canvas = element("heat", HTMLCanvasElement);
        this.table = element("latencies", HTMLTableElement);
        this.rows = new LiveTable(
            this.table,
            [
                { title: "Span" },
                { title: "A second", number: true },
                { title: "Spans", number: true },
                { title: "p50", number: true },
                { title: "p99", number: true },
                { title: "p99.9", number: true },
                { title: "Max", number: true },
            ],
            "no span has ended yet",
        );
        /** @type {number[]} the types of the rows */
        this.shown = [];
        this.table.addEventListener("click", click => {
            const row = /** @type {HTMLElement} */ (click.target).closest("tr");
            if (row instanceof HTMLTableRowElement && row.sectionRowIndex in this.shown) {
                this.#choose(this.shown[row.sectionRowIndex]);
            }
        });
        element("heat-type", HTMLSelectElement).addEventListener("change", event =>
            this.#choose(Number(/** @type {HTMLSelectElement} */ (event.target).value)),
        );
        this.canvas.addEventListener("click", click => this.#bucket(click.offsetX, click.offsetY));
        setInterval(() => this.draw(), PERIOD_MS);
    }

    /**
     * Takes a span that has ended.
     *
     * @param {number} number
     */
    add(number) {
        const slot = this.spans.slot(number);
        const type = this.spans.types[slot];
        const length = this.spans.durations[slot];
        this.tick(this.spans.starts[slot] + length);
        let durations = this.types.get(type);
        if (!durations) {
            if (this.types.size >= MOST_TYPES) {
                return;
            }
            durations = new Durations(COLUMNS);
            this.types.set(type, durations);
        }
        durations.add(this.#columnOf(slot), length);
    }

    /**
     * Says that time has gone on, as other events tell.
     *
     * @param {number} time ns after the origin
     */
    tick(time) {
        this.now = Math.max(this.now, time);
        while (this.all && this.now >= COLUMNS * this.columnNs) {
            this.columnNs *= 2;
            this.types.forEach(durations => durations.widen());
        }
    }

    /**
     * The column in which a span ended.
     *
     * @param {number} slot of the span
     */
    #columnOf(slot) {
        return Math.floor((this.spans.starts[slot] + this.spans.durations[slot]) / this.columnNs);
    }

    /** How long the time is that is shown, s. */
    #seconds() {
        const seconds = this.now / SECOND_NS;
        return this.all ? Math.max(seconds, 1e-9) : Math.min(COLUMNS, Math.max(1, Math.floor(seconds)));
    }

    /** Begins with another time. */
    clear() {
        this.types.clear();
        this.now = 0;
        this.chosen = undefined;
        element("heat-type", HTMLSelectElement).length = 0;
    }

    draw() {
        if (!this.canvas.offsetParent) {
            return;
        }
        this.column = Math.floor(this.now / this.columnNs);
        const rows = [...this.types]
            .map(([type, durations]) => ({ type, durations, summary: durations.summary(this.column, COLUMNS) }))
            .sort((a, b) => b.summary.count - a.summary.count || a.type - b.type);
        this.shown = rows.map(row => row.type);
        this.rows.show(rows.map(({ type, durations, summary }) => [
            printable(this.trace.names[type]),
            short(summary.count / this.#seconds()),
            exact(durations.count),
            duration(summary.p50),
            duration(summary.p99),
            duration(summary.p999),
            duration(summary.most),
        ]));
        show(element("unpaired", HTMLElement), exact(this.trace.open.unpaired));
        this.#choices();
        this.#heat();
    }

    #choices() {
        const list = element("heat-type", HTMLSelectElement);
        for (const type of [...this.types.keys()].slice(list.options.length)) {
            list.add(new Option(printable(this.trace.names[type]), String(type)));
        }
        this.chosen ??= this.shown[0];
        if (this.chosen !== undefined) {
            list.value = String(this.chosen);
        }
    }

    /** @param {number} type */
    #choose(type) {
        this.chosen = type;
        element("slowest", HTMLElement).replaceChildren();
        this.draw();
    }

    /** The rows of the heat map that the chosen type needs: the least and the one after the greatest. */
    #range() {
        const durations = this.chosen === undefined ? undefined : this.types.get(this.chosen);
        let least = Infinity;
        let most = -1;
        for (const [column, { counts }] of durations?.byColumn ?? []) {
            if (column > this.column - COLUMNS) {
                counts.forEach((count, bucket) => {
                    if (count > 0) {
                        least = Math.min(least, Math.floor(bucket / ROW));
                        most = Math.max(most, Math.floor(bucket / ROW));
                    }
                });
            }
        }
        return { durations, least: Math.max(0, least - 1), end: most + 2 };
    }

    #heat() {
        const width = this.canvas.clientWidth;
        const ratio = devicePixelRatio;
        this.canvas.width = width * ratio;
        this.canvas.height = HEIGHT * ratio;
        const paint = /** @type {CanvasRenderingContext2D} */ (this.canvas.getContext("2d"));
        paint.scale(ratio, ratio);
        const style = getComputedStyle(this.canvas);
        const { durations, least, end } = this.#range();
        if (!durations || end < 2) {
            return;
        }
        const cell = { width: width / COLUMNS, height: HEIGHT / (end - least) };
        paint.fillStyle = style.getPropertyValue("--accent");
        for (const [number, { counts }] of durations.byColumn) {
            const column = number - (this.column - COLUMNS) - 1;
            for (let row = least; row < end && column >= 0; row++) {
                let count = 0;
                for (let i = row * ROW; i < (row + 1) * ROW; i++) {
                    count += counts[i] ?? 0;
                }
                if (count > 0) {
                    paint.globalAlpha = Math.min(1, 0.25 + Math.log10(count + 1) / 4);
                    paint.fillRect(
                        column * cell.width,
                        HEIGHT - (row - least + 1) * cell.height,
                        Math.max(1, cell.width - 0.5),
                        Math.max(1, cell.height - 0.5),
                    );
                }
            }
        }
        paint.globalAlpha = 1;
        paint.fillStyle = style.color;
        paint.font = "11px system-ui, sans-serif";
        for (let row = least; row < end; row += Math.max(1, Math.round((end - least) / 8))) {
            paint.fillText(duration(leastOf(row * ROW)), 4, HEIGHT - (row - least) * cell.height - 3);
        }
    }

    /**
     * Lists the slowest spans of a place in the heat map.
     *
     * @param {number} x
     * @param {number} y
     */
    #bucket(x, y) {
        const { least, end } = this.#range();
        const column = this.column - COLUMNS + 1 + Math.floor((x / this.canvas.clientWidth) * COLUMNS);
        const row = least + Math.floor(((HEIGHT - y) / HEIGHT) * (end - least));
        const found = [];
        for (let number = this.spans.first; number < this.spans.end; number++) {
            const slot = this.spans.slot(number);
            const length = this.spans.durations[slot];
            const there = this.spans.types[slot] === this.chosen && this.#columnOf(slot) === column;
            if (there && Math.floor(bucketOf(length) / ROW) === row) {
                found.push({ length, event: this.spans.events[slot], place: this.spans.places[slot] });
            }
        }
        found.sort((a, b) => b.length - a.length);
        const list = element("slowest", HTMLElement);
        list.replaceChildren(...found.slice(0, MOST_SLOWEST).map(span => this.#slow(span)));
        if (found.length === 0) {
            list.append("no span that this page still has is there");
        }
    }

    /** @param {{length: number, event: number, place: number}} span */
    #slow(span) {
        const item = document.createElement("li");
        const button = document.createElement("button");
        const { pid, name } = this.trace.places.list[span.place];
        button.textContent = `${duration(span.length)}: ${printable(name)} of process ${pid}`;
        button.addEventListener("click", () => this.open(span.event));
        item.append(button);
        return item;
    }
}

// @ts-check
/** @import { ItemRing } from "./items.js" */
/** @import { Trace } from "./trace.js" */
/** Where the timeline shows each place that has items in the shown time: those of a process are below one another. */

import { MOST_PLACES } from "./places.js";
import { printable, short } from "./text.js";

export const AXIS = 22;
export const LANE = 18;
export const INSTANTS = 10;
const HEADING = 20;
const NAME = 15;
const VALUES = 30;
const GAP = 5;
const NOWHERE = -1 << 24;

/**
 * @typedef {object} Row
 * @property {number} place
 * @property {string} heading of the process, above the first of its rows
 * @property {string} name
 * @property {number} top
 * @property {number} instants where its instants are; -1 if there are none
 * @property {number} lanes where its spans, values or runs begin
 * @property {number} laneCount
 * @property {number} bottom
 */

export class Layout {
    /** @param {Trace} trace */
    constructor(trace) {
        this.trace = trace;
        /** @type {Row[]} */
        this.rows = [];
        /** The row of each place; -1 if it is not shown. */
        this.rowOf = new Int16Array(MOST_PLACES);
        /** Where each place's lanes and instants are; far away if it is not shown. */
        this.laneTops = new Int32Array(MOST_PLACES);
        this.instantTops = new Int32Array(MOST_PLACES);
        this.height = 0;
        /** How many items of each kind are in the shown time. */
        this.counts = { spans: 0, instants: 0, values: 0, runs: 0 };
        /** The range of each counter's values. */
        this.low = new Float64Array(MOST_PLACES);
        this.high = new Float64Array(MOST_PLACES);
        this.lanes = new Uint8Array(MOST_PLACES);
        this.instants = new Uint8Array(MOST_PLACES);
        /** Whether the value that a counter had before the shown time has been found. */
        this.held = new Uint8Array(MOST_PLACES);
    }

    /**
     * Finds the places of the items in a time, and where they are shown.
     *
     * @param {number} from
     * @param {number} to
     */
    arrange(from, to) {
        const { trace } = this;
        this.lanes.fill(0);
        this.instants.fill(0);
        this.counts.spans = this.#lanesOf(trace.spans, from, to);
        this.counts.runs = this.#lanesOf(trace.runs, from, to) + this.#lanesOf(trace.openRuns, from, to);
        this.counts.instants = this.#instantsOf(trace.instants, from, to);
        this.counts.values = this.#valuesOf(trace.values, from, to);
        this.#place();
    }

    /**
     * @param {ItemRing} ring
     * @param {number} from
     * @param {number} to
     */
    #lanesOf(ring, from, to) {
        const { starts, places, lanes, capacity } = ring;
        const used = this.lanes;
        const first = ring.since(from);
        let count = 0;
        let slot = ring.slot(first);
        for (let left = ring.end - first; left > 0; left--) {
            if (starts[slot] <= to) {
                count++;
                if (used[places[slot]] <= lanes[slot]) {
                    used[places[slot]] = lanes[slot] + 1;
                }
            }
            slot = slot + 1 === capacity ? 0 : slot + 1;
        }
        return count;
    }

    /**
     * @param {ItemRing} ring
     * @param {number} from
     * @param {number} to
     */
    #instantsOf(ring, from, to) {
        const first = ring.since(from);
        let number = first;
        for (; number < ring.end && ring.starts[ring.slot(number)] <= to; number++) {
            this.instants[ring.places[ring.slot(number)]] = 1;
        }
        return number - first;
    }

    /**
     * @param {ItemRing} ring
     * @param {number} from
     * @param {number} to
     */
    #valuesOf(ring, from, to) {
        let count = 0;
        this.low.fill(0);
        this.high.fill(0);
        this.held.fill(0);
        for (let number = ring.end - 1; number >= ring.first; number--) {
            const slot = ring.slot(number);
            const time = ring.starts[slot];
            const place = ring.places[slot];
            if (time <= to && this.held[place] === 0) {
                count += time >= from ? 1 : 0;
                this.held[place] = time < from ? 1 : 0;
                this.lanes[place] = 1;
                this.low[place] = Math.min(this.low[place], ring.values[slot]);
                this.high[place] = Math.max(this.high[place], ring.values[slot]);
            }
        }
        return count;
    }

    /** @param {number} pid */
    #heading(pid) {
        if (pid < 0) {
            return "CPUs";
        }
        const { machines } = this.trace;
        const own = machines.ownId(pid);
        return (own === 0 ? "Unknown process" : `Process ${own}`) + printable(machines.host(machines.ofId(pid)));
    }

    #place() {
        const { places } = this.trace;
        this.rows.length = 0;
        this.rowOf.fill(-1);
        this.laneTops.fill(NOWHERE);
        this.instantTops.fill(NOWHERE);
        let top = AXIS;
        let pid = NaN;
        for (const place of places.inOrder()) {
            if (this.lanes[place] === 0 && this.instants[place] === 0) {
                continue;
            }
            const { kind, name, id, pid: its } = places.list[place];
            const heading = its === pid ? "" : this.#heading(its);
            pid = its;
            const instants = top + (heading ? HEADING : 0) + NAME;
            const lanes = instants + (this.instants[place] ? INSTANTS : 0);
            const height = kind === "counter" ? VALUES : this.lanes[place] * LANE;
            this.laneTops[place] = lanes;
            this.instantTops[place] = instants;
            this.rowOf[place] = this.rows.push({
                place,
                heading,
                name: printable(name) + this.#detail(place, kind, id),
                top,
                instants: this.instants[place] ? instants : -1,
                lanes,
                laneCount: this.lanes[place],
                bottom: lanes + height,
            }) - 1;
            top = lanes + height + GAP;
        }
        this.height = top + GAP;
    }

    /**
     * A thread's id, a CPU's host, or the values between which a counter's columns are.
     *
     * @param {number} place
     * @param {string} kind
     * @param {number} id
     */
    #detail(place, kind, id) {
        if (kind === "counter") {
            return ` (${short(this.low[place])} to ${short(this.high[place])})`;
        }
        const { machines } = this.trace;
        if (kind === "cpu") {
            return printable(machines.host(machines.ofCpu(id)));
        }
        return kind === "thread" ? ` (${machines.ownId(id)})` : "";
    }
}

/**
 * The row at a height; undefined if none is there.
 *
 * @param {Row[]} rows
 * @param {number} y
 */
export function rowAt(rows, y) {
    return rows.find(row => y >= row.top && y < row.bottom);
}

/** @param {Row} row */
export function nameTop(row) {
    return row.top + (row.heading ? HEADING : 0);
}

/** @param {Row} row */
export function headingMiddle(row) {
    return row.top + HEADING / 2;
}

export const NAME_MIDDLE = NAME / 2;

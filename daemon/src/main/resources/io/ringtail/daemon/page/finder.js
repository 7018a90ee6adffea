// @ts-check
/** @import { ItemRing } from "./items.js" */
/** @import { Row } from "./layout.js" */
/** @import { Trace } from "./trace.js" */
/** Finds the item of a timeline at a place and time, and its neighbours. */

import { LANE, rowAt } from "./layout.js";

/** @typedef {{ring: ItemRing, number: number}} Found */

export class Finder {
    /** @param {Trace} trace */
    constructor(trace) {
        this.trace = trace;
    }

    /**
     * The item at a height and a time; the nearest one, and of several there the shortest.
     *
     * @param {Row[]} rows
     * @param {number} y
     * @param {number} time
     * @param {number} tolerance how far from the time an item may be
     * @returns {Found | undefined}
     */
    at(rows, y, time, tolerance) {
        const row = rowAt(rows, y);
        if (!row || y < (row.instants >= 0 ? row.instants : row.lanes)) {
            return undefined;
        }
        if (y < row.lanes) {
            return this.#nearest(this.trace.instants, row.place, -1, time, tolerance);
        }
        const { kind } = this.trace.places.list[row.place];
        if (kind === "counter") {
            return this.#valueAt(row.place, time + tolerance);
        }
        const lane = Math.floor((y - row.lanes) / LANE);
        if (kind === "cpu") {
            const open = this.#nearest(this.trace.openRuns, row.place, lane, time, 0);
            return open ?? this.#nearest(this.trace.runs, row.place, lane, time, tolerance);
        }
        return this.#nearest(this.trace.spans, row.place, lane, time, tolerance);
    }

    /**
     * The item of a row that is nearest to a time, whatever its kind.
     *
     * @param {number} place
     * @param {number} time
     */
    near(place, time) {
        const found = this.trace.rings
            .map(ring => this.#nearest(ring, place, -1, time, Infinity))
            .filter(item => item !== undefined);
        const distance = (/** @type {Found} */ item) => distanceOf(item.ring, item.ring.slot(item.number), time);
        return found.sort((a, b) => distance(a) - distance(b))[0];
    }

    /**
     * The item of a row that begins first, or last.
     *
     * @param {number} place
     * @param {1 | -1} direction 1 for the last one
     * @returns {Found | undefined}
     */
    edge(place, direction) {
        /** @type {Found | undefined} */
        let best;
        let bestStart = -direction * Infinity;
        for (const ring of this.trace.rings) {
            for (let number = ring.first; number < ring.end; number++) {
                const slot = ring.slot(number);
                if (ring.places[slot] === place && (ring.starts[slot] - bestStart) * direction > 0) {
                    best = { ring, number };
                    bestStart = ring.starts[slot];
                }
            }
        }
        return best;
    }

    /**
     * The item of the same place that begins next, or before.
     *
     * @param {Found} item
     * @param {1 | -1} direction
     * @returns {Found | undefined}
     */
    next(item, direction) {
        const slot = item.ring.slot(item.number);
        const place = item.ring.places[slot];
        const start = item.ring.starts[slot];
        /** @type {Found | undefined} */
        let best;
        let bestStart = direction * Infinity;
        this.trace.rings.forEach((ring, rank) => {
            for (let number = ring.first; number < ring.end; number++) {
                const other = ring.slot(number);
                if (ring.places[other] !== place) {
                    continue;
                }
                const its = ring.starts[other];
                const isAfter = its === start
                    ? this.#compare(ring, rank, number, item) * direction > 0
                    : (its - start) * direction > 0;
                const isNearer = best && its === bestStart
                    ? this.#compare(ring, rank, number, best) * direction < 0
                    : (its - bestStart) * direction < 0;
                if (isAfter && isNearer) {
                    best = { ring, number };
                    bestStart = its;
                }
            }
        });
        return best;
    }

    /**
     * The order of items that begin at the same time.
     *
     * @param {ItemRing} ring
     * @param {number} rank
     * @param {number} number
     * @param {Found} other
     */
    #compare(ring, rank, number, other) {
        return ring === other.ring ? number - other.number : rank - this.trace.rings.indexOf(other.ring);
    }

    /**
     * @param {ItemRing} ring
     * @param {number} place
     * @param {number} lane -1 for any
     * @param {number} time
     * @param {number} tolerance
     * @returns {Found | undefined}
     */
    #nearest(ring, place, lane, time, tolerance) {
        let best = -1;
        let least = tolerance;
        let shortest = Infinity;
        for (let number = ring.since(time - tolerance); number < ring.end; number++) {
            const slot = ring.slot(number);
            if (ring.places[slot] !== place || (lane >= 0 && ring.lanes[slot] !== lane)) {
                continue;
            }
            const distance = distanceOf(ring, slot, time);
            if (distance < least || (distance === least && ring.durations[slot] <= shortest)) {
                best = number;
                least = distance;
                shortest = ring.durations[slot];
            }
        }
        return best < 0 ? undefined : { ring, number: best };
    }

    /**
     * The value that a counter has at a time.
     *
     * @param {number} place
     * @param {number} time
     * @returns {Found | undefined}
     */
    #valueAt(place, time) {
        const ring = this.trace.values;
        for (let number = ring.end - 1; number >= ring.first; number--) {
            const slot = ring.slot(number);
            if (ring.places[slot] === place && ring.starts[slot] <= time) {
                return { ring, number };
            }
        }
        return undefined;
    }
}

/**
 * @param {ItemRing} ring
 * @param {number} slot
 * @param {number} time
 */
function distanceOf(ring, slot, time) {
    return Math.max(0, ring.starts[slot] - time, time - ring.starts[slot] - ring.durations[slot]);
}

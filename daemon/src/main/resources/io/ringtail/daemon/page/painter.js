// @ts-check
/** @import { Bitmap } from "./bitmap.js" */
/** @import { ItemRing } from "./items.js" */
/** @import { Layout, Row } from "./layout.js" */
/** @import { Trace } from "./trace.js" */
/** Draws the items of a timeline; what another item on the same pixels hides is not drawn, however many there are. */

import { AXIS, INSTANTS, LANE } from "./layout.js";
import { MOST_LANES, MOST_PLACES } from "./places.js";

/** A place has its lanes, and one for its instants. */
const STRIPS = MOST_LANES + 1;
const INSTANT_STRIP = MOST_LANES;
/** Narrower slices of one type next to each other are drawn as one. */
const NARROW = 2;
const LEAST_TEXT = 40;
const MOST_WIDTHS = 2000;
const HUES = 360;
const GOLDEN = 137;

/**
 * @typedef {object} Window
 * @property {number} from the first shown time
 * @property {number} to
 * @property {number} width in pixels
 * @property {number} height
 * @property {number} scroll how many pixels are above the shown part
 */

export class Painter {
    /**
     * @param {Trace} trace
     * @param {Layout} layout
     * @param {Bitmap} bitmap
     * @param {(event: number) => string} nameOfRun the name of the thread that a switch has put on its CPU
     */
    constructor(trace, layout, bitmap, nameOfRun) {
        this.trace = trace;
        this.layout = layout;
        this.bitmap = bitmap;
        this.nameOfRun = nameOfRun;
        /** The pixels of the types' colors, by hue. */
        this.hues = new Uint32Array(HUES);
        /** The leftmost pixel that is drawn, by strip. */
        this.covered = new Int32Array(MOST_PLACES * STRIPS);
        /** The right end and the type of what is drawn there once something else comes, by strip; 0 for nothing. */
        this.pendingRight = new Int32Array(MOST_PLACES * STRIPS);
        this.pendingType = new Uint16Array(MOST_PLACES * STRIPS);
        this.tops = new Int32Array(MOST_PLACES * STRIPS);
        /** @type {number[]} the strips that have something pending */
        this.strips = [];
        /** @type {Array<{ring: ItemRing, slot: number, x: number, y: number, room: number}>} slices with room for a name */
        this.named = [];
        /** @type {Map<string, number>} how wide texts are */
        this.widths = new Map();
    }

    /**
     * Fills the bitmap with the items.
     *
     * @param {CanvasRenderingContext2D} paint
     * @param {Window} shown
     */
    draw(paint, shown) {
        if (this.hues[0] === 0) {
            this.hues.forEach((none, hue) => (this.hues[hue] = this.bitmap.color(paint, `hsl(${hue} 45% 42%)`)));
        }
        this.covered.fill(shown.width);
        this.named.length = 0;
        this.#slices(shown, this.trace.spans);
        this.#slices(shown, this.trace.openRuns);
        this.#slices(shown, this.trace.runs);
        this.#instants(shown);
        this.#values(shown);
    }

    /**
     * Writes the names of the slices that have room for them.
     *
     * @param {CanvasRenderingContext2D} paint
     */
    names(paint) {
        paint.font = "12px system-ui, sans-serif";
        paint.fillStyle = "#fff";
        for (const { ring, slot, x, y, room } of this.named) {
            const name = this.trace.hasRuns(ring)
                ? `${this.nameOfRun(ring.events[slot])}-${ring.values[slot]}`
                : this.trace.names[ring.types[slot]];
            paint.fillText(this.#cut(paint, name, room), x, y);
        }
    }

    /**
     * @param {Window} shown
     * @param {ItemRing} ring
     */
    #slices(shown, ring) {
        const { starts, durations, places, lanes, types, capacity } = ring;
        const { from, to, width, height, scroll } = shown;
        const tops = this.layout.laneTops;
        const scale = width / (to - from);
        let slot = ring.slot(ring.end);
        for (let left = ring.end - ring.since(from); left > 0; left--) {
            slot = slot === 0 ? capacity - 1 : slot - 1;
            const lane = lanes[slot];
            const y = tops[places[slot]] + lane * LANE - scroll;
            if (starts[slot] > to || y + LANE < AXIS || y > height) {
                continue;
            }
            const x = (starts[slot] - from) * scale;
            const begin = x > 0 ? Math.floor(x) : 0;
            const end = Math.max(begin + 1, Math.floor(x + durations[slot] * scale));
            const strip = places[slot] * STRIPS + lane;
            if (begin < this.covered[strip]) {
                this.#slice(strip, types[slot], begin, Math.min(end, this.covered[strip]), y, LANE - 2, ring, slot);
            }
        }
        this.#flush();
    }

    /**
     * @param {number} strip
     * @param {number} type
     * @param {number} left
     * @param {number} right
     * @param {number} y
     * @param {number} height
     * @param {ItemRing} ring
     * @param {number} slot -1 for an item without a name
     */
    #slice(strip, type, left, right, y, height, ring, slot) {
        const narrow = right - left <= NARROW;
        if (this.pendingRight[strip] > 0) {
            if (narrow && this.pendingType[strip] === type && right === this.covered[strip]) {
                this.covered[strip] = left;
                return;
            }
            this.#pending(strip, height);
        }
        this.covered[strip] = left;
        if (narrow) {
            this.strips.push(strip);
            this.pendingRight[strip] = right;
            this.pendingType[strip] = type;
            this.tops[strip] = y;
            return;
        }
        this.bitmap.fill(left, y, right - left - 1, height, this.#color(type));
        if (right - left > LEAST_TEXT && slot >= 0) {
            this.named.push({ ring, slot, x: left + 4, y: y + height / 2, room: right - left - 8 });
        }
    }

    /**
     * Draws what is pending on a strip.
     *
     * @param {number} strip
     * @param {number} height
     */
    #pending(strip, height) {
        const left = this.covered[strip];
        const color = this.#color(this.pendingType[strip]);
        this.bitmap.fill(left, this.tops[strip], this.pendingRight[strip] - left, height, color);
        this.pendingRight[strip] = 0;
    }

    #flush() {
        for (const strip of this.strips) {
            if (this.pendingRight[strip] > 0) {
                this.#pending(strip, strip % STRIPS === INSTANT_STRIP ? INSTANTS - 2 : LANE - 2);
            }
        }
        this.strips.length = 0;
    }

    /** @param {Window} shown */
    #instants(shown) {
        const ring = this.trace.instants;
        const { starts, places, types, capacity } = ring;
        const { from, to, width, height, scroll } = shown;
        const tops = this.layout.instantTops;
        const scale = width / (to - from);
        let slot = ring.slot(ring.end);
        for (let left = ring.end - ring.since(from); left > 0; left--) {
            slot = slot === 0 ? capacity - 1 : slot - 1;
            const y = tops[places[slot]] - scroll;
            if (starts[slot] > to || y + INSTANTS < AXIS || y > height) {
                continue;
            }
            const x = Math.min(width - 1, Math.floor((starts[slot] - from) * scale));
            const strip = places[slot] * STRIPS + INSTANT_STRIP;
            if (x < this.covered[strip]) {
                this.#slice(strip, types[slot], x, Math.min(x + NARROW, this.covered[strip]), y, INSTANTS - 2, ring, -1);
            }
        }
        this.#flush();
    }

    /**
     * Counters as columns: of the values on one pixel, the highest is drawn.
     *
     * @param {Window} shown
     */
    #values(shown) {
        const ring = this.trace.values;
        const scale = shown.width / (shown.to - shown.from);
        /** @type {Map<number, {column: number, value: number, type: number}>} the pixel that others may be on, by place */
        const pending = new Map();
        for (let number = ring.end - 1; number >= ring.first; number--) {
            const slot = ring.slot(number);
            const place = ring.places[slot];
            const row = this.layout.rows[this.layout.rowOf[place]];
            const right = this.covered[place * STRIPS];
            const held = pending.get(place);
            if (ring.starts[slot] > shown.to || !row || (right <= 0 && !held)) {
                continue;
            }
            const left = Math.max(0, Math.floor((ring.starts[slot] - shown.from) * scale));
            const value = ring.values[slot];
            if (held && left === held.column && ring.starts[slot] >= shown.from) {
                held.value = Math.max(held.value, value);
                continue;
            }
            if (held) {
                pending.delete(place);
                this.#column(shown, row, held.type, held.column, held.column + 1, held.value);
            }
            if (right <= 0) {
                continue;
            }
            this.covered[place * STRIPS] = left;
            this.#column(shown, row, ring.types[slot], left + 1, right, value);
            pending.set(place, { column: left, value, type: ring.types[slot] });
        }
        pending.forEach(({ column, value, type }, place) =>
            this.#column(shown, this.layout.rows[this.layout.rowOf[place]], type, column, column + 1, value));
    }

    /**
     * @param {Window} shown
     * @param {Row} row
     * @param {number} type
     * @param {number} left
     * @param {number} right
     * @param {number} value
     */
    #column(shown, row, type, left, right, value) {
        const top = row.lanes - shown.scroll;
        const height = row.bottom - row.lanes;
        if (right <= left || top + height < AXIS || top > shown.height) {
            return;
        }
        const { low, high } = this.layout;
        const unit = height / Math.max(Number.MIN_VALUE, high[row.place] - low[row.place]);
        const zero = top + high[row.place] * unit;
        const y = top + (high[row.place] - value) * unit;
        this.bitmap.fill(left, Math.min(y, zero), right - left, Math.max(1, Math.abs(zero - y)), this.#color(type));
    }

    /** @param {number} type */
    #color(type) {
        return this.hues[(type * GOLDEN) % HUES];
    }

    /**
     * As much of a text as there is room for.
     *
     * @param {CanvasRenderingContext2D} paint
     * @param {string} text
     * @param {number} room
     */
    #cut(paint, text, room) {
        let width = this.widths.get(text);
        if (width === undefined) {
            if (this.widths.size >= MOST_WIDTHS) {
                this.widths.clear();
            }
            width = paint.measureText(text).width;
            this.widths.set(text, width);
        }
        return width <= room ? text : `${text.slice(0, Math.max(1, Math.floor((text.length * room) / width) - 1))}…`;
    }
}
